namespace EdgeOrch.ControlPlane.Storage;

/// <summary>A document was not as its writer expected; nothing was written.</summary>
internal sealed class EtagMismatchException(string table, string key, string expected, string? actual)
    : Exception($"\"{table}/{key}\": expected {Describe(expected)}, found {Describe(actual ?? StoreWrite.Absent)}")
{
    /// <summary>The etag that the writer expected; <see cref="StoreWrite.Absent"/> for none.</summary>
    public string Expected { get; } = expected;

    /// <summary>The etag found; null when there is no document.</summary>
    public string? Actual { get; } = actual;

    private static string Describe(string etag) => etag.Length == 0 ? "no document" : $"etag \"{etag}\"";
}
