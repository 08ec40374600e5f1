"""Makes the tokenizers of this folder and what Hugging Face's implementation does with them (see README.md)."""

import json
import pathlib

from tokenizers import Tokenizer, trainers
from tokenizers.pre_tokenizers import ByteLevel

HERE = pathlib.Path(__file__).parent
TEXT = (HERE / "../reference/eval.txt").read_text(encoding="utf-8")
TEXT += (
    "Der Fuß, das naïve Mädchen, Žluťoučký kůň. Привет, мир! Как дела? 你好，世界。今天天气很好。"
    "こんにちは世界、カタカナ。 한국어 안녕하세요. مرحبا بالعالم नमस्ते दुनिया 🙂👍🏽 don't we'll 2024 12345 " * 20
)

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN = LLAMA3.replace("{1,3}", "")


def split(pattern, behavior="Isolated"):
    return {"type": "Split", "pattern": {"Regex": pattern}, "behavior": behavior, "invert": False}


def byte_level(use_regex=True, prefix=False):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": use_regex}


def sequence(key, *steps):
    return {"type": "Sequence", key: list(steps)}


def replace(pattern, content):
    return {"type": "Replace", "pattern": {"String": pattern}, "content": content}


def metaspace(scheme, split=True):
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}


def begin_with(token, id):
    return {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": token, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {token: {"id": token, "ids": [id], "tokens": [token]}},
    }


def added(content, special=True, **options):
    token = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"content": content, "special": special, **token, **options}


BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
SPIECE = {"special": ["<unk>", "<s>", "</s>", *BYTES], "model": {"unk_token": "<unk>", "byte_fallback": True, "fuse_unk": True}}
SPIECE_DECODER = sequence(
    "decoders", replace("▁", " "), {"type": "ByteFallback"}, {"type": "Fuse"},
    {"type": "Strip", "content": " ", "start": 1, "stop": 0},
)  # fmt: skip
SPIECE_TOKENS = [added("<unk>"), added("<s>"), added("</s>")]

KINDS = {
    "gpt2": {
        "pre_tokenizer": byte_level(),
        "post_processor": byte_level(),
        "decoder": byte_level(),
        "added": [added("<|endoftext|>")],
        "model": {"unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": ""},
        "old merges": True,
    },
    "llama3": {
        "pre_tokenizer": sequence("pretokenizers", split(LLAMA3), byte_level(False)),
        "post_processor": sequence("processors", byte_level(), begin_with("<|begin_of_text|>", 456)),
        "decoder": byte_level(),
        "added": [added("<|begin_of_text|>"), added("<|end_of_text|>"), added("<|eot_id|>")],
        "model": {"ignore_merges": True},
    },
    "qwen": {
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": sequence("pretokenizers", split(QWEN), byte_level(False)),
        "post_processor": byte_level(),
        "decoder": byte_level(),
        "added": [added("<|im_start|>"), added("<|im_end|>"), added("<tool_call>", special=False)],
    },
    "falcon": {
        "pre_tokenizer": sequence(
            "pretokenizers", {"type": "Punctuation", "behavior": "Contiguous"}, byte_level(),
            {"type": "Digits", "individual_digits": False}, split("[0-9][0-9][0-9]"),
        ),
        "decoder": byte_level(),
        "added": [added(">>TITLE<<"), added("<|endoftext|>")],
    },  # fmt: skip
    "falcon3": {
        "pre_tokenizer": sequence(
            "pretokenizers", split(LLAMA3), {"type": "Digits", "individual_digits": True},
            {"type": "Punctuation", "behavior": "MergedWithPrevious"}, byte_level(False),
        ),
        "decoder": byte_level(),
        "added": [added("<|assistant|>"), added("<|user|>")],
    },  # fmt: skip
    "neox": {
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": byte_level(prefix=True),
        "decoder": byte_level(),
        "added": [added("<|padding|>"), *[added(" " * n, special=False, normalized=True) for n in (4, 3, 2)]],
    },
    "llama2": {
        "normalizer": sequence("normalizers", {"type": "Prepend", "prepend": "▁"}, replace(" ", "▁")),
        "post_processor": begin_with("<s>", 1),
        "decoder": SPIECE_DECODER,
        "added": SPIECE_TOKENS,
        **SPIECE,
    },
    "llama2-first": {
        "pre_tokenizer": metaspace("first", split=False),
        "post_processor": begin_with("<s>", 1),
        "decoder": SPIECE_DECODER,
        "added": SPIECE_TOKENS,
        **SPIECE,
    },
    "metaspace": {
        "pre_tokenizer": metaspace("always"),
        "decoder": metaspace("always"),
        "added": [added("<unk>")],
        "special": ["<unk>"],
        "model": {"unk_token": "<unk>", "fuse_unk": False},
    },
    "options": {
        "normalizer": sequence(
            "normalizers", {"type": "Strip", "strip_left": True, "strip_right": False}, {"type": "NFKC"},
            {"type": "Replace", "pattern": {"Regex": r" {2,}"}, "content": " "},
        ),
        "pre_tokenizer": sequence(
            "pretokenizers", split(r"\s", "MergedWithNext"), split("[aeiou]{2}", "Contiguous"), metaspace("never"),
        ),
        "decoder": sequence("decoders", {"type": "ByteFallback"}, metaspace("never")),
        "added": [
            added("<mask>", lstrip=True), added("<sep>", rstrip=True), added("cat", special=False, single_word=True),
            added("ﬁ", special=False, normalized=True), added("don", special=False, normalized=True, rstrip=True),
        ],
        "special": ["<unk>", *BYTES[:200]],
        "model": {"unk_token": "<unk>", "byte_fallback": True, "fuse_unk": True},
    },  # fmt: skip
}

TEXTS = [
    "", " ", "  ", "a", "Hello, world!", "Once upon a time, there was a king.", " leading and trailing ",
    "two  spaces,   three    four", "tabs\tand\nbreaks\r\n\r\n  \n end\n", "I'm sure they'll say it's DON'T, we've, I'D",
    "1 12 123 1234 12345678 3.14 ½ Ⅷ ² 2024-01-31", "camelCase snake_case kebab-case x+=1; // ok?!...",
    "Ünïcödé naïve café Žluťoučký", "e\u0301 e\u0323\u0307 \u0344 \u212b ﬁ Ａ１ ㌀", "Привет, мир! Как дела?",
    "你好，世界。今天天气很好。", "こんにちは世界、カタカナ", "한국어 안녕 \u1112\u1161\u11ab", "مرحبا بالعالم नमस्ते ไทย",
    "🙂👍🏽👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "\u00a0\u3000\u2028\u200b\ufeff", "\x00\x01\x7f\x80", "'ſ ß ǆ İ ı", "<s>Hello</s>", "<unk> <0x41>",
    "a<|endoftext|>b", "<|begin_of_text|>x<|eot_id|> y", "<|im_start|>user\nHi<|im_end|>", "x <mask> y<sep>  z",
    "cat cats concat cat.", "don don't  donald ﬁ", ">>TITLE<< x<|assistant|>", "    indented\n        more", "▁under ▁▁score",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "the the the thethethe", "—“quoted”…‘x’",
    "日本 ab", "\U0010ffff\ue000\U000f0000", "ends in a\u0301",
]  # fmt: skip


def make(name, kind):
    config = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": kind.get("normalizer"),
        "pre_tokenizer": kind.get("pre_tokenizer"),
        "post_processor": None,
        "decoder": kind["decoder"],
        "model": {"type": "BPE", "vocab": {}, "merges": []},
    }
    is_byte_level = "ByteLevel" in json.dumps(config["pre_tokenizer"])
    tokenizer = Tokenizer.from_str(json.dumps(config))
    special = kind.get("special", [])
    trainer = trainers.BpeTrainer(
        vocab_size=456 if is_byte_level else len(special) + 320,
        special_tokens=special,
        initial_alphabet=ByteLevel.alphabet() if is_byte_level else ["▁"],
        limit_alphabet=256 if is_byte_level else 120,
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXT.split("\n"), trainer)
    config = json.loads(tokenizer.to_str())
    model = config["model"]
    model.update(kind.get("model", {}))
    if kind.get("old merges"):
        model["merges"] = [" ".join(merge) for merge in model["merges"]]
    config["added_tokens"] = []
    for token in kind["added"]:
        id = model["vocab"].get(token["content"])
        if id is None:
            id = len(model["vocab"]) + sum(t["content"] not in model["vocab"] for t in config["added_tokens"])
        config["added_tokens"].append({"id": id, **token})
    config["post_processor"] = kind.get("post_processor")
    text = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")

    tokenizer = Tokenizer.from_str(text)
    cases = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        case = {"text": text, "ids": ids, "decoded": tokenizer.decode(ids)}
        cases.append(json.dumps(case, separators=(",", ":")))
    (HERE / f"{name}.cases.json").write_text("[\n" + ",\n".join(cases) + "\n]\n", encoding="utf-8")


for name, kind in KINDS.items():
    make(name, kind)
