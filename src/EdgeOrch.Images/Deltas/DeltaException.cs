namespace EdgeOrch.Images.Deltas;

/// <summary>A delta that cannot be applied: <c>delta-malformed</c>, <c>delta-base</c> or <c>delta-mismatch</c>.</summary>
public sealed class DeltaException(string code, string message, Exception? inner = null) : ImageException(code, message, inner);
