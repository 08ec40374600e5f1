// Which token comes next.

export function largest(logits) {
  let best = 0;
  for (let i = 1; i < logits.length; ++i)
    if (logits[i] > logits[best])
      best = i;
  return best;
}

/** Samples at a temperature from the most probable tokens that make up `topP`. */
export function sample(logits, temperature, topP, random = Math.random) {
  if (temperature <= 0)
    return largest(logits);
  const most = logits[largest(logits)];
  const order = Array.from(logits.keys())
    .sort((i, j) => logits[j] - logits[i] || i - j);
  const weights = order.map(i => Math.exp((logits[i] - most) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let kept = 0, count = 0;
  while (count < weights.length && kept < topP * total)
    kept += weights[count++];
  let left = random() * kept;
  for (let i = 0; i < count; ++i) {
    left -= weights[i];
    if (left < 0)
      return order[i];
  }
  return order[Math.max(count, 1) - 1];
}
