namespace EdgeOrch.Images.Layers;

/// <summary>A layer that is refused, or that could not be written (<c>no-space</c>, <c>layer-io</c>).</summary>
public sealed class LayerException(string code, string message, Exception? inner = null) : ImageException(code, message, inner);
