using System.Text;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>What a store accepts.</summary>
internal static class StoreLimits
{
    /// <summary>The largest document, in bytes (LiteDB itself ends at 16 MiB).</summary>
    public const int MaxDocumentBytes = 8 * 1024 * 1024;

    /// <summary>The longest key, in UTF-8 bytes (LiteDB's index ends at 1,023).</summary>
    public const int MaxKeyBytes = 900;

    /// <summary>The most writes in a batch.</summary>
    public const int MaxBatchWrites = 256;

    /// <summary>The most bytes of documents in a batch, and about the most in a page of a scan.</summary>
    public const int MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>The most documents in a page of a scan.</summary>
    public const int MaxScanDocuments = 1000;

    private const int MaxTableLength = 40;

    /// <summary>Checks a table's name: a letter, then letters, digits and "_", lower case.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void CheckTable(string table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Length is 0 or > MaxTableLength || !char.IsAsciiLetterLower(table[0]) || !table.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new ArgumentException($"table \"{table}\": must be a-z, then a-z, 0-9 and _, at most {MaxTableLength} characters", nameof(table));
    }

    /// <summary>Checks a key: 1 to <see cref="MaxKeyBytes"/> UTF-8 bytes.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bytes = Encoding.UTF8.GetByteCount(key);
        if (bytes is 0 or > MaxKeyBytes) throw new ArgumentException($"key of {bytes} bytes: must have 1 to {MaxKeyBytes}", nameof(key));
        if (key.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("key: must not contain NUL", nameof(key));
    }

    /// <summary>Checks a batch, each of its writes and that no key comes twice.</summary>
    /// <exception cref="ArgumentException">It breaks a limit.</exception>
    public static void CheckBatch(IReadOnlyList<StoreWrite> writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        if (writes.Count is 0 or > MaxBatchWrites) throw new ArgumentException($"batch of {writes.Count} writes: must have 1 to {MaxBatchWrites}", nameof(writes));
        var seen = new HashSet<(string, string)>();
        foreach (var write in writes)
        {
            CheckTable(write.Table);
            CheckKey(write.Key);
            if (write.Document?.Length > MaxDocumentBytes)
                throw new ArgumentException($"document \"{write.Table}/{write.Key}\" of {write.Document.Value.Length} bytes: at most {MaxDocumentBytes}", nameof(writes));
            if (!seen.Add((write.Table, write.Key))) throw new ArgumentException($"key \"{write.Table}/{write.Key}\": twice in one batch", nameof(writes));
        }
        var total = TotalBytes(writes);
        if (total > MaxBatchBytes) throw new ArgumentException($"batch of {total} bytes: at most {MaxBatchBytes}", nameof(writes));
    }

    /// <summary>The bytes of all documents of a batch.</summary>
    public static long TotalBytes(IReadOnlyList<StoreWrite> writes) => writes.Sum(w => (long)(w.Document?.Length ?? 0));
}
