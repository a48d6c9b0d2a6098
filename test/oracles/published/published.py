"""
What small models of published families give in Hugging Face's library, in f64, for weights and inputs that a formula makes.

    python test/oracles/published/published.py [FAMILY...]

It writes expected.json: of each family's outputs forty numbers, and how far the library itself is off in f32. Needs Python with transformers
before 5, JAX and Flax; neither the product nor its tests do. The names and shapes of weights are those of the library's PyTorch models.
"""

import json
import math
import os
import sys
import warnings

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
warnings.filterwarnings("ignore")

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_platform_name", "cpu")
jax.config.update("jax_enable_x64", True)

# The library's T5 calls it by the names that its arguments had before.
newer_clip = jnp.clip
jnp.clip = lambda x, low=None, high=None, a_min=None, a_max=None: newer_clip(
    x, low if a_min is None else a_min, high if a_max is None else a_max
)

import transformers as library
from flax.traverse_util import flatten_dict, unflatten_dict

HERE = os.path.dirname(os.path.abspath(__file__))
SHOWN = 40


def scrambled(name, count):
    """Numbers from -1 to 1 that the name gives; `formula.ts` has the same."""
    start = 2166136261
    for byte in name.encode():
        start = ((start ^ byte) * 16777619) % 2**32
    x = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(start)) % np.uint64(2**32)
    for shift, factor in ((15, 2246822519), (13, 3266489917)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) % np.uint64(2**32)
    x = x ^ (x >> np.uint64(16))
    return x.astype(np.float64) / 2**31 - 1


def weight(name, shape):
    count = math.prod(shape)
    values = scrambled(name, count)
    if len(shape) > 1:
        values = values * math.sqrt(4 * shape[0] / count)
    else:
        values = values * 0.5 + (1 if name.endswith(("weight", "var")) else 0)
    return values.astype(np.float32).reshape(shape)


TORCH = {"kernel": "weight", "scale": "weight", "embedding": "weight", "mean": "running_mean", "var": "running_var"}


def weights_of(params):
    """By the library's names in Flax; and the names and shapes in PyTorch."""
    flat, shapes = {}, {}
    for path, value in sorted(flatten_dict(params).items()):
        *start, last = (part for part in map(str, path) if part not in ("params", "batch_stats"))
        order = {2: (1, 0), 3: (2, 1, 0), 4: (3, 2, 0, 1)}.get(value.ndim) if last == "kernel" else None
        name = ".".join([*start, TORCH.get(last, last)])
        shape = tuple(value.shape[at] for at in order) if order else value.shape
        shapes[name] = list(shape)
        stored = weight(name, shape)
        flat[path] = stored.transpose(np.argsort(order)) if order else stored
    return flat, shapes


def run(model_class, config, inputs, outputs, batch=False, **options):
    """With `batch` the spec's model takes a whole batch."""
    params, shapes = weights_of(model_class(config, **options).params)

    def results(dtype):
        model = model_class(config, dtype=dtype, **options)
        given = {name: jnp.asarray(value, dtype if value.dtype.kind == "f" else None) for name, value in inputs.items()}
        numbers = {path: jnp.asarray(value, dtype) for path, value in params.items()}
        result = model(**given, params=unflatten_dict(numbers))
        return {name: np.asarray(result[name], np.float64)[0].ravel() for name in outputs}

    exact, single = results(jnp.float64), results(jnp.float32)
    return {
        "tensors": shapes,
        "inputs": [(value if batch else value[0]).tolist() for value in inputs.values()],
        "outputs": {
            name: {
                "count": len(value),
                "step": max(1, len(value) // SHOWN),
                "numbers": value[:: max(1, len(value) // SHOWN)][:SHOWN].tolist(),
                "error": float(np.abs(value - single[name]).max()),
            }
            for name, value in exact.items()
        },
    }


IDS = np.array([[3, 17, 29, 5, 44, 8, 21, 3, 36, 12, 30]])
WRITTEN = np.array([[7, 19, 2, 40, 11, 33]])
SMALL = dict(vocab_size=50, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40)
GROUPED = SMALL | dict(num_attention_heads=6, num_key_value_heads=2, max_position_embeddings=16)
SHORT = dict(input_shape=(1, 4))


def numbers(name, *shape):
    return scrambled(name, math.prod(shape)).astype(np.float32).reshape(shape)


FAMILIES = {
    "gpt2": lambda: run(
        library.FlaxGPT2LMHeadModel,
        library.GPT2Config(vocab_size=50, n_positions=16, n_embd=24, n_layer=2, n_head=3),
        {"input_ids": IDS},
        ["logits"],
    ),
    "bert": lambda: run(
        library.FlaxBertModel,
        library.BertConfig(**SMALL, max_position_embeddings=16),
        {"input_ids": IDS, "token_type_ids": (np.arange(11) > 5).astype(int)[None]},
        ["last_hidden_state", "pooler_output"],
    ),
    "roberta": lambda: run(
        library.FlaxRobertaForMaskedLM,
        library.RobertaConfig(
            **SMALL, max_position_embeddings=18, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5
        ),
        {"input_ids": IDS},
        ["logits"],
    ),
    "llama": lambda: run(
        library.FlaxLlamaForCausalLM, library.LlamaConfig(**GROUPED), {"input_ids": IDS}, ["logits"], **SHORT
    ),
    # In Flax the library's window has one position more than in PyTorch: 5 here.
    "mistral": lambda: run(
        library.FlaxMistralForCausalLM,
        library.MistralConfig(**GROUPED, sliding_window=4),
        {"input_ids": IDS},
        ["logits"],
        **SHORT,
    ),
    "gemma": lambda: run(
        library.FlaxGemmaForCausalLM,
        library.GemmaConfig(**SMALL, num_key_value_heads=1, head_dim=8, max_position_embeddings=16),
        {"input_ids": IDS},
        ["logits"],
        **SHORT,
    ),
    "t5": lambda: run(
        library.FlaxT5ForConditionalGeneration,
        library.T5Config(
            vocab_size=50,
            d_model=24,
            d_kv=8,
            d_ff=40,
            num_layers=2,
            num_heads=3,
            relative_attention_num_buckets=8,
            relative_attention_max_distance=12,
            decoder_start_token_id=0,
        ),
        {"input_ids": IDS, "decoder_input_ids": WRITTEN},
        ["logits"],
    ),
    "vit": lambda: run(
        library.FlaxViTForImageClassification,
        library.ViTConfig(**{**SMALL, "vocab_size": None}, image_size=12, patch_size=4, num_labels=7),
        {"pixel_values": numbers("pixel_values", 1, 3, 12, 12)},
        ["logits"],
    ),
    "whisper": lambda: run(
        library.FlaxWhisperForConditionalGeneration,
        library.WhisperConfig(
            vocab_size=50,
            num_mel_bins=8,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=3,
            decoder_attention_heads=3,
            encoder_ffn_dim=40,
            decoder_ffn_dim=40,
            d_model=24,
            max_source_positions=10,
            max_target_positions=16,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
            decoder_start_token_id=1,
            suppress_tokens=None,
            begin_suppress_tokens=None,
        ),
        {"input_features": numbers("input_features", 1, 8, 20), "decoder_input_ids": WRITTEN},
        ["logits"],
        input_shape=(1, 8, 20),
    ),
    "gptj": lambda: run(
        library.FlaxGPTJForCausalLM,
        library.GPTJConfig(vocab_size=50, n_positions=16, n_embd=24, n_layer=2, n_head=3, rotary_dim=4),
        {"input_ids": IDS},
        ["logits"],
        **SHORT,
    ),
    "bloom": lambda: run(
        library.FlaxBloomForCausalLM,
        library.BloomConfig(vocab_size=50, hidden_size=24, n_layer=2, n_head=4),
        {"input_ids": IDS},
        ["logits"],
        **SHORT,
    ),
    "resnet": lambda: run(
        library.FlaxResNetForImageClassification,
        library.ResNetConfig(
            embedding_size=6, hidden_sizes=[8, 12], depths=[1, 2], layer_type="basic", num_labels=7
        ),
        {"pixel_values": numbers("pixel_values", 1, 3, 16, 16)},
        ["logits"],
        batch=True,
        input_shape=(1, 16, 16, 3),
    ),
}


def main():
    path = os.path.join(HERE, "expected.json")
    kept = {}
    if os.path.exists(path):
        with open(path) as file:
            kept = json.load(file)
    for family in sys.argv[1:] or FAMILIES:
        kept[family] = FAMILIES[family]()
        print(family, {name: (max(map(abs, o["numbers"])), o["error"]) for name, o in kept[family]["outputs"].items()})
    with open(path, "w") as file:
        json.dump({family: kept[family] for family in FAMILIES if family in kept}, file, indent=1)
        file.write("\n")


main()
