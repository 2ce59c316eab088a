namespace EdgeOrch.Transport;

/// <summary>Chunks of a transfer were lost on the way; the next attempt asks for them again.</summary>
internal sealed class GapException(string message) : IOException(message);
