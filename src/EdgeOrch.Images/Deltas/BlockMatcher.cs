namespace EdgeOrch.Images.Deltas;

/// <summary>Finds what a new file has in common with an old one, wherever it moved: a rolling hash over aligned blocks of the old file.</summary>
internal sealed class BlockMatcher
{
    private const int Block = 32;
    private const int Stride = 16;
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private static readonly ulong s_leaving = Power(Factor, Block - 1);
    private readonly byte[] _old;
    private readonly int[] _positions;
    private readonly int _shift;

    public BlockMatcher(byte[] old)
    {
        _old = old;
        var bits = 4;
        while (bits < 28 && 1 << bits < old.Length / Stride * 2) bits++;
        _shift = 64 - bits;
        _positions = new int[1 << bits];
        for (var at = 0; at + Block <= old.Length; at += Stride)
        {
            ref var slot = ref _positions[Slot(Hash(old.AsSpan(at, Block)))];
            // The first of many equal blocks: a run is then matched from its start.
            if (slot == 0) slot = at + 1;
        }
    }

    /// <summary>Writes the new file as copies of the old and literals.</summary>
    public void Write(ReadOnlySpan<byte> data, BaseFile file, OperationWriter writer)
    {
        var literal = 0;
        var at = 0;
        long expected = 0;
        var hash = data.Length >= Block ? Hash(data[..Block]) : 0;
        while (at + Block <= data.Length)
        {
            var (start, length) = Match(data, at, literal, hash, expected, out var oldStart);
            if (length > 0)
            {
                writer.Literal(data[literal..start]);
                writer.Copy(file, oldStart, length);
                literal = at = start + length;
                expected = oldStart + length - (long)at;
                if (at + Block <= data.Length) hash = Hash(data.Slice(at, Block));
                continue;
            }

            if (at + Block < data.Length) hash = ((hash - ((data[at] + 1UL) * s_leaving)) * Factor) + data[at + Block] + 1;
            at++;
        }

        writer.Literal(data[literal..]);
    }

    // Where a match around `at` begins and how long it is; length 0 for none. Tried first where the last match would go on.
    private (int Start, int Length) Match(ReadOnlySpan<byte> data, int at, int literal, ulong hash, long shift, out int oldStart)
    {
        var continued = at + shift;
        var candidate = continued >= 0 && continued + Block <= _old.Length && data.Slice(at, Block).SequenceEqual(_old.AsSpan((int)continued, Block))
            ? (int)continued
            : _positions[Slot(hash)] - 1;
        oldStart = candidate;
        if (candidate < 0 || !data.Slice(at, Block).SequenceEqual(_old.AsSpan(candidate, Block))) return (at, 0);
        var forward = data[at..].CommonPrefixLength(_old.AsSpan(candidate));
        var back = 0;
        while (at - back > literal && candidate - back > 0 && data[at - back - 1] == _old[candidate - back - 1]) back++;
        oldStart = candidate - back;
        return (at - back, forward + back);
    }

    private int Slot(ulong hash) => (int)((hash * 0xD6E8FEB86659FD93) >> _shift);

    private static ulong Hash(ReadOnlySpan<byte> block)
    {
        ulong hash = 0;
        foreach (var b in block) hash = (hash * Factor) + b + 1;
        return hash;
    }

    private static ulong Power(ulong value, int exponent)
    {
        ulong result = 1;
        for (var i = 0; i < exponent; i++) result *= value;
        return result;
    }
}
