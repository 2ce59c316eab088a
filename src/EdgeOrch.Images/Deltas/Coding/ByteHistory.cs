namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>The bytes that were made last, and where the last few of them stood before.</summary>
internal sealed class ByteHistory
{
    private const int Size = 1 << 20;
    private const int TableBits = 16;
    private const int MinMatch = 5;

    private readonly byte[] _ring = new byte[Size];
    private readonly int[] _table = new int[1 << TableBits];
    private long _count;
    private int _match;
    private int _matched;

    /// <summary>The byte so many places back, 1 the last.</summary>
    public int this[int back] => _ring[(_count - back) & (Size - 1)];

    /// <summary>What followed when the last bytes stood there before, and for how long that has been right; -1 for none.</summary>
    public (int Byte, int Length) Expected => _matched == 0 ? (-1, 0) : (_ring[_match], _matched);

    /// <summary>Adds a byte that a model coded.</summary>
    public void Add(int value)
    {
        if (_matched > 0 && _ring[_match] == value)
        {
            _match = (_match + 1) & (Size - 1);
            _matched++;
        }
        else
        {
            _matched = 0;
        }

        AddUnseen((byte)value);
        if (_count < MinMatch) return;
        var hash = 0u;
        for (var i = 1; i <= MinMatch; i++) hash = (hash + (uint)this[i] + 1) * 0x2F0B4C47;
        ref var last = ref _table[hash >> (32 - TableBits)];
        if (_matched == 0 && last > 0)
        {
            _match = (last - 1) & (Size - 1);
            while (_matched < 32 && _ring[(_match - 1 - _matched) & (Size - 1)] == this[_matched + 1]) _matched++;
        }

        last = (int)(_count & (Size - 1)) + 1;
    }

    /// <summary>Adds a byte that was copied: it gives context, and is not looked for.</summary>
    public void AddUnseen(byte value)
    {
        _ring[_count & (Size - 1)] = value;
        _count++;
    }

    /// <summary>A hash of the last so many bytes.</summary>
    public uint Hash(int bytes)
    {
        var hash = (uint)bytes * 0x9E3779B1;
        for (var i = 1; i <= bytes; i++) hash = (hash ^ (uint)(this[i] + 1)) * 0x01000193 * 0x2545F491;
        return hash;
    }
}
