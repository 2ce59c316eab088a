using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Agent.Images;

/// <summary>The length of a partial blob that is certainly on the disk, in a file of two slots that are written in turn.</summary>
/// <remarks>A slot is the length and its complement. A power cut can tear one slot; the other then still holds the length before.</remarks>
internal sealed class SyncedLength : IDisposable
{
    // Slots in different sectors, so that one write never touches both.
    private const int SlotDistance = 4096;
    private const int SlotBytes = 16;
    private readonly SafeFileHandle _file;
    private int _next;

    public SyncedLength(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        var first = Read(0);
        var second = Read(1);
        Value = Math.Max(Math.Max(first, second), 0);
        _next = first >= second ? 1 : 0;
    }

    /// <summary>The length.</summary>
    public long Value { get; private set; }

    /// <summary>Records a length whose bytes are synced already.</summary>
    public void Set(long value)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        BinaryPrimitives.WriteInt64LittleEndian(slot, value);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], ~value);
        RandomAccess.Write(_file, slot, _next * SlotDistance);
        RandomAccess.FlushToDisk(_file);
        Value = value;
        _next = 1 - _next;
    }

    public void Dispose() => _file.Dispose();

    private long Read(int index)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        if (RandomAccess.Read(_file, slot, index * SlotDistance) < SlotBytes) return -1;
        var value = BinaryPrimitives.ReadInt64LittleEndian(slot);
        return value >= 0 && BinaryPrimitives.ReadInt64LittleEndian(slot[8..]) == ~value ? value : -1;
    }
}
