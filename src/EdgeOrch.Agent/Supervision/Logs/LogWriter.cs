using System.Text;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>
/// Appends lines to one container's log and rotates it by size. A full or broken disk loses lines, which are counted and told
/// about in the log once it can be written again; it never stops the container. For one thread at a time.
/// </summary>
internal sealed class LogWriter(string folder, long fileBytes, int files, TimeProvider time) : IDisposable
{
    private const int BufferBytes = 4096;

    private FileStream? _file;
    private long _generation;
    private long _lost;

    /// <summary>Lines that were lost and not told about yet.</summary>
    public long Lost
    {
        get => _lost;
        init => _lost = value;
    }

    /// <summary>Appends one line; <see cref="Flush"/> makes it visible to readers.</summary>
    /// <param name="stream">Where the workload wrote it.</param>
    /// <param name="text">Without its end, at most <see cref="LogLayout.MaxTextBytes"/>.</param>
    public void Append(LogStream stream, ReadOnlySpan<byte> text)
    {
        try
        {
            var file = _file ??= Open();
            if (file.Position > 0 && file.Position + text.Length + LogLayout.PrefixBytes > fileBytes) file = Rotate();
            if (_lost > 0) TellOfLoss(file);
            WriteLine(file, stream, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Lose(1);
        }
    }

    /// <summary>Hands what was appended to the kernel.</summary>
    public void Flush()
    {
        try
        {
            _file?.Flush();
        }
        catch (IOException)
        {
            Lose(1);
        }
    }

    /// <summary>Closes the file; a later line opens it again.</summary>
    public void Dispose()
    {
        Flush();
        _file?.Dispose();
        _file = null;
    }

    private void TellOfLoss(FileStream file)
    {
        WriteLine(file, LogStream.Stderr, Encoding.ASCII.GetBytes($"edgeorch: at least {_lost} lines were lost: the log could not be written"));
        _lost = 0;
    }

    private void WriteLine(FileStream file, LogStream stream, ReadOnlySpan<byte> text)
    {
        Span<byte> prefix = stackalloc byte[LogLayout.PrefixBytes];
        time.GetUtcNow().UtcDateTime.TryFormat(prefix, out var length, "O");
        var tag = stream == LogStream.Stdout ? " stdout "u8 : " stderr "u8;
        tag.CopyTo(prefix[length..]);
        file.Write(prefix[..(length + tag.Length)]);
        file.Write(text);
        file.WriteByte((byte)'\n');
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(folder);
        var file = new FileStream(Path.Join(folder, LogLayout.Current), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        try
        {
            var rotated = LogLayout.RotatedGenerations(folder);
            if (LogLayout.ReadHeader(file) is { } header)
            {
                _generation = header.Generation;
                EndTornLine(file);
                return file;
            }

            _generation = (rotated.Count > 0 ? rotated[^1] : 0) + 1;
            file.SetLength(0);
            WriteHeader(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>After a power cut the last line may lack its end.</summary>
    private static void EndTornLine(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        var whole = file.ReadByte() == '\n';
        file.Seek(0, SeekOrigin.End);
        if (!whole) file.WriteByte((byte)'\n');
    }

    private FileStream Rotate()
    {
        var current = Path.Join(folder, LogLayout.Current);
        _file!.Dispose();
        _file = null;
        File.Move(current, Path.Join(folder, LogLayout.Rotated(_generation)), overwrite: true);
        var rotated = LogLayout.RotatedGenerations(folder);
        foreach (var old in rotated.Take(rotated.Count - (files - 1))) File.Delete(Path.Join(folder, LogLayout.Rotated(old)));

        // The generation is not read back from the folder: with one file there is nothing left in it.
        _generation++;
        _file = new FileStream(current, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        WriteHeader(_file);
        return _file;
    }

    private void WriteHeader(FileStream file)
    {
        file.Write(Encoding.ASCII.GetBytes($"{LogLayout.Header}{_generation}\n"));
        file.Flush();
    }

    private void Lose(long lines)
    {
        _lost += lines;
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // Disposing flushes once more, and fails once more.
        }

        _file = null;
    }
}
