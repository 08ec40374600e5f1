"""Makes a checkpoint of an odd shape: sizes that no tile divides, and every family, format and option that Tern reads.

Usage: odd-model.py NAME OUT
"""

import sys
from pathlib import Path

from make_checkpoint import make_checkpoint

LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu"}
B158 = {"architectures": ["BitnetForCausalLM"], "model_type": "llama", "hidden_act": "silu",
        "weight_bits": 1, "input_bits": 8}
QWEN3 = {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_act": "silu", "rope_theta": 1000000.0}
BITNET = {"architectures": ["BitNetForCausalLM"], "model_type": "bitnet", "hidden_act": "relu2", "rope_theta": 500000.0}

# An epsilon as large as this one shows in the logits.
COMMON = {"hidden_size": 200, "intermediate_size": 540, "num_hidden_layers": 2, "num_attention_heads": 2,
          "num_key_value_heads": 1, "vocab_size": 511, "max_position_embeddings": 64, "rms_norm_eps": 1e-3,
          "rope_theta": 10000.0, "torch_dtype": "bfloat16", "tie_word_embeddings": True}

# With 32 positions, some of the frequencies of 40 pairs stay, some are divided, and some lie between.
LLAMA3_ROPE = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 32}
DIVIDE = {"quant_method": "bitnet", "modules_to_not_convert": None}
MULTIPLY = {"quant_method": "bitnet", "linear_class": "autobitlinear", "quantization_mode": "offline"}
MASTER = {"quant_method": "bitnet", "linear_class": "autobitlinear", "quantization_mode": "online"}
STAYS = ["v_proj", "layers.1.mlp.up_proj"]

MODELS = {
    # Packed with scales that divide, and everything that a config of Falcon3's kind may add.
    "bitlinear": {**LLAMA, "head_dim": 80, "tie_word_embeddings": False, "rope_scaling": LLAMA3_ROPE,
                  "quantization_config": {**DIVIDE, "use_rms_norm": True, "rms_norm_eps": 1e-2}},
    "autobitlinear": {**LLAMA, "head_dim": 256, "vocab_size": 1003, "intermediate_size": 864,
                      "quantization_config": MULTIPLY},
    "online": {**LLAMA, "head_dim": 128, "hidden_act": "relu2", "tie_word_embeddings": False,
               "quantization_config": MASTER},
    "bitnet": {**BITNET, "intermediate_size": 864, "quantization_config": MULTIPLY},  # head dimension 100
    "b158": {**B158, "intermediate_size": 864, "vocab_size": 1003, "torch_dtype": "float16"},  # 100
    "trilm": {**LLAMA, "head_dim": 128, "intermediate_size": 5460, "num_hidden_layers": 1, "torch_dtype": "float16",
              "tie_word_embeddings": False},
    "dense-bf16": {**LLAMA, "head_dim": 256, "vocab_size": 1003},
    "dense-f16": {**LLAMA, "hidden_size": 160, "intermediate_size": 5460, "num_hidden_layers": 1,
                  "torch_dtype": "float16"},  # 80
    "qwen3": {**QWEN3, "head_dim": 128, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 864,
              "vocab_size": 1003},
    "qwen3-bitlinear": {**QWEN3, "head_dim": 80, "num_attention_heads": 3,
                        "quantization_config": {**DIVIDE, "modules_to_not_convert": STAYS}},
    "biases": {**LLAMA, "attention_bias": True, "mlp_bias": True, "torch_dtype": "float32"},
    "biases-bitlinear": {**LLAMA, "attention_bias": True, "mlp_bias": True, "quantization_config": DIVIDE},
    "gelu": {**LLAMA, "hidden_act": "gelu", "num_hidden_layers": 1, "intermediate_size": 864},
    # Keys narrower than a vector, a vocabulary narrower than anything.
    "trilm-narrow": {**LLAMA, "hidden_size": 201, "intermediate_size": 543, "num_attention_heads": 3, "head_dim": 6,
                     "vocab_size": 7},
    "online-prime": {**LLAMA, "hidden_size": 127, "intermediate_size": 257, "num_attention_heads": 5,
                     "num_key_value_heads": 5, "head_dim": 34, "vocab_size": 131, "quantization_config": MASTER},
    "gelu-tanh": {**LLAMA, "hidden_act": "gelu_pytorch_tanh", "num_hidden_layers": 1, "quantization_config": MULTIPLY},
}

# Of TriLM, how many parts of the rows have a scale of their own.
ROW_SHARDS = {"trilm": 2, "trilm-narrow": 3}

if __name__ == "__main__":
    name, out = sys.argv[1:]
    make_checkpoint(Path(out), {**COMMON, **MODELS[name]}, seed=1, row_shards=ROW_SHARDS.get(name, 0))
