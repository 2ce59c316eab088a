using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>
/// LiteDB's log file. Each 8 KiB page is framed with the log's generation, its index and a CRC-32C, so that opening finds where the
/// valid part ends and cuts a torn tail. LiteDB writes it from a task of its own; <see cref="WaitDurable"/> is how a committer knows.
/// </summary>
internal sealed class ChecksummedLogStream : RawStream
{
    /// <summary>LiteDB's page, in bytes.</summary>
    public const int PageBytes = 8192;

    /// <summary>A page and what stands before it: generation (8), index (4), CRC-32C (4).</summary>
    public const int FrameBytes = HeaderBytes + PageBytes;

    private const int HeaderBytes = 16;
    private const int ConfirmedByte = 18; // LiteDB sets it on the last page of a committed transaction
    private static readonly TimeSpan QueueDeadline = TimeSpan.FromSeconds(60);

    private readonly IRawFile _file;
    private readonly Lock _syncing = new();
    private readonly object _gate = new();
    private readonly byte[] _frame = new byte[FrameBytes];
    private ulong _generation;
    private long _pages;
    private long _durablePages;
    private bool _dirty;

    /// <summary>Opens the log and cuts what is not valid.</summary>
    public ChecksummedLogStream(IRawFile file)
    {
        _file = file;
        _pages = CountValidPages();
        _durablePages = _pages;
        if (_pages == 0) _generation = NewGeneration();
        if (_file.Length == _pages * FrameBytes) return;
        _file.SetLength(_pages * FrameBytes);
        _file.Sync();
    }

    /// <summary>How many transactions were committed into this log since it was opened.</summary>
    public long ConfirmedPages { get; private set; }

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            lock (_gate) return _pages * PageBytes;
        }
    }

    /// <summary>Waits until LiteDB has written this many confirmed pages since the opening, then makes them durable.</summary>
    /// <exception cref="IOException">The log failed, or LiteDB stopped writing it.</exception>
    public void WaitDurable(long confirmedPages)
    {
        lock (_gate)
        {
            while (ConfirmedPages < confirmedPages && Failure is null)
            {
                if (!Monitor.Wait(_gate, QueueDeadline)) Fail(new IOException($"log: waited {QueueDeadline} for commit {confirmedPages}, saw {ConfirmedPages}"));
            }
        }
        Guard(Sync);
    }

    /// <summary>Makes all that was written durable.</summary>
    public void Sync()
    {
        lock (_syncing)
        {
            long pages;
            lock (_gate)
            {
                if (!_dirty) return;
                _dirty = false;
                pages = _pages;
            }
            Guard(_file.Sync);
            lock (_gate) _durablePages = Math.Max(_durablePages, pages);
        }
    }

    /// <summary>After a failure: cuts what was never made durable, so that writes reported as failed do not come back.</summary>
    public void CutToDurable()
    {
        lock (_gate)
        {
            _file.SetLength(_durablePages * FrameBytes);
            _file.Sync();
        }
    }

    /// <inheritdoc/>
    public override void Fail(Exception cause)
    {
        base.Fail(cause);
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var index = PageAt(Position, count);
        lock (_gate)
        {
            if (index >= _pages) return 0;
        }
        var read = Guard(() => _file.Read((index * FrameBytes) + HeaderBytes, buffer.AsSpan(offset, PageBytes)));
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var index = PageAt(Position, count);
        var page = buffer.AsSpan(offset, count).ToArray();
        Position += count;
        try
        {
            Guard(() => WritePage(index, page));
        }
        catch (IOException)
        {
            // The failure is kept and WaitDurable throws it. Thrown here, it would leave LiteDB with a half-enqueued transaction, whose
            // finalizer then throws and ends the process.
        }
    }

    /// <summary>Empties the log (after a checkpoint), durably: an old frame that came back after new ones were written would undo newer data.</summary>
    public override void SetLength(long value) => Guard(() =>
    {
        if (value % PageBytes != 0) throw new IOException($"log: length {value} is not a multiple of {PageBytes}");
        lock (_syncing)
        lock (_gate)
        {
            _pages = Math.Min(_pages, value / PageBytes);
            _durablePages = Math.Min(_durablePages, _pages);
            _file.SetLength(_pages * FrameBytes);
            _file.Sync();
            if (_pages == 0) _generation = NewGeneration();
        }
    });

    /// <summary>Does nothing: LiteDB calls it where it does not matter, and not where it does.</summary>
    public override void Flush()
    {
    }

    private void WritePage(long index, byte[] page)
    {
        lock (_gate)
        {
            page.CopyTo(_frame, HeaderBytes);
            WriteHeader(_frame, _generation, (uint)index);
            _dirty = true;
            _file.Write(index * FrameBytes, _frame);
            _pages = Math.Max(_pages, index + 1);
            if (page[ConfirmedByte] == 0) return;
            ConfirmedPages++;
            Monitor.PulseAll(_gate);
        }
    }

    private static long PageAt(long position, int count)
    {
        if (position % PageBytes != 0 || count != PageBytes) throw new IOException($"log: {count} bytes at {position} are not one page");
        return position / PageBytes;
    }

    private long CountValidPages()
    {
        var frame = new byte[FrameBytes];
        var index = 0L;
        while (_file.Read(index * FrameBytes, frame) == FrameBytes)
        {
            var generation = BinaryPrimitives.ReadUInt64LittleEndian(frame);
            if (index == 0) _generation = generation;
            if (generation != _generation || !HasValidHeader(frame, (uint)index)) break;
            index++;
        }
        return index;
    }

    private static void WriteHeader(Span<byte> frame, ulong generation, uint index)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(frame, generation);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], Checksum(frame));
    }

    private static bool HasValidHeader(ReadOnlySpan<byte> frame, uint index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) == index && BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]) == Checksum(frame);

    private static uint Checksum(ReadOnlySpan<byte> frame)
    {
        var crc = BitOperations.Crc32C(~0u, BinaryPrimitives.ReadUInt64LittleEndian(frame));
        crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]));
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(frame[HeaderBytes..])) crc = BitOperations.Crc32C(crc, word);
        return ~crc;
    }

    // Never zero, so that a run of zeros is no frame.
    private static ulong NewGeneration() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;
}
