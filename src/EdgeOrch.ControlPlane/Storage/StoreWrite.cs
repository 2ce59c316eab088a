namespace EdgeOrch.ControlPlane.Storage;

/// <summary>One write of a batch.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The key.</param>
/// <param name="Document">The new document; null deletes.</param>
/// <param name="ExpectedEtag">The etag the document must have; <see cref="Absent"/> when there must be none; null when it does not matter.</param>
internal sealed record StoreWrite(string Table, string Key, ReadOnlyMemory<byte>? Document, string? ExpectedEtag)
{
    /// <summary>As an expected etag: there must be no document.</summary>
    public const string Absent = "";

    /// <summary>Sets a document.</summary>
    public static StoreWrite Put(string table, string key, ReadOnlyMemory<byte> document, string? expectedEtag = null) => new(table, key, document, expectedEtag);

    /// <summary>Removes a document; removing none is no error unless an etag was expected.</summary>
    public static StoreWrite Delete(string table, string key, string? expectedEtag = null) => new(table, key, null, expectedEtag);
}
