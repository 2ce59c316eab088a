namespace EdgeOrch.ControlPlane.Storage;

/// <summary>A document as it was read.</summary>
/// <param name="Key">Its key in the table.</param>
/// <param name="Content">Its bytes, UTF-8 JSON by custom.</param>
/// <param name="Etag">Changes at every write of the key, and is never used again, not even after a delete.</param>
internal sealed record StoredDocument(string Key, ReadOnlyMemory<byte> Content, string Etag);
