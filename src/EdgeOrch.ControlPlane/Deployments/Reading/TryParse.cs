using System.Diagnostics.CodeAnalysis;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads a value of its own written form; false when the text is none.</summary>
internal delegate bool TryParse<T>([NotNullWhen(true)] string? text, out T value);
