using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Opens files of a log by generation while the supervisor may rotate them at any moment.</summary>
internal static class LogFiles
{
    // Each turn of the loop needs a rotation between two of our calls.
    private const int Attempts = 5;

    /// <summary>
    /// Opens the file of a generation, or the oldest later one when that is gone; null when there is none. An open file keeps its
    /// generation and its content, whatever is renamed or deleted.
    /// </summary>
    public static LogFile? OpenFrom(string folder, long generation)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // The current file first: once it is open, it can only become a rotated one, not vanish between two looks.
            var current = TryOpen(Path.Join(folder, LogLayout.Current));
            if (current is not null && current.Generation <= generation) return current;
            var oldest = LogLayout.RotatedGenerations(folder).Find(g => g >= generation);
            if (oldest == 0) return current;
            current?.Dispose();
            if (TryOpen(Path.Join(folder, LogLayout.Rotated(oldest))) is { } file) return file;
        }

        return null;
    }

    private static LogFile? TryOpen(string path)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            if (LogLayout.ReadHeader(stream) is { } header) return new LogFile(stream, header.Generation, header.Length);
            stream.Dispose();
            return null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>One open file of a log.</summary>
    internal sealed record LogFile(FileStream Stream, long Generation, int HeaderBytes) : IDisposable
    {
        /// <summary>For reads at offsets.</summary>
        public SafeFileHandle Handle => Stream.SafeFileHandle;

        /// <inheritdoc/>
        public void Dispose() => Stream.Dispose();
    }
}
