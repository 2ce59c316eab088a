using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Headers beside those that they are expected to equal, field by field.</summary>
internal sealed class HeaderModel
{
    private const int Inputs = 8;
    private const int MostBlocks = 2100;

    // Where ustar's fields begin: POSIX.1-2017 pax, "ustar Interchange Format".
    private static readonly int[] s_fields = [0, 100, 108, 116, 124, 136, 148, 156, 157, 257, 265, 297, 329, 337, 345, 500, 512];

    private readonly ContextMixer _bytes = new(Inputs, 512, slotBits: 16);
    private readonly Bit[] _same = new Bit[4];
    private readonly Bit[] _length = new Bit[2];
    private readonly Number _blocks = new();
    private readonly Bit[] _stripped = new Bit[4];
    private readonly Bit[] _block = new Bit[4];
    private readonly Bit[] _field = new Bit[s_fields.Length * 4];
    private readonly bool[] _changed = new bool[s_fields.Length];
    private byte[] _last = new byte[TarHeader.BlockSize];
    private int _lastSame;

    /// <summary>Codes an entry's headers.</summary>
    /// <param name="coder">The coder.</param>
    /// <param name="headers">An encoder's headers; a decoder has null.</param>
    /// <param name="expected">What they are expected to be.</param>
    /// <param name="known">Whether there is reason to expect that.</param>
    public byte[] Code<TCoder>(ref TCoder coder, byte[]? headers, byte[] expected, bool known) where TCoder : struct, IBitCoder
    {
        var result = headers?.ToArray() ?? [];
        var stripped = headers is null ? [] : HeaderBlocks.Strip(result);
        expected = expected.ToArray();
        var expectedStripped = HeaderBlocks.Strip(expected);
        var why = known ? 1 : 0;
        var same = result.AsSpan().SequenceEqual(expected) && stripped.AsSpan().SequenceEqual(expectedStripped);
        same = _same[(why << 1) | _lastSame].Code(ref coder, same ? 1 : 0) != 0;
        _lastSame = same ? 1 : 0;
        if (same) (result, stripped) = (expected, expectedStripped);
        else (result, stripped) = Blocks(ref coder, result, stripped, expected, why, decoding: headers is null);
        _last = result.ToArray();
        HeaderBlocks.Restore(result, stripped);
        return result;
    }

    private (byte[] Headers, bool[] Stripped) Blocks<TCoder>(ref TCoder coder, byte[] headers, bool[] stripped, byte[] expected, int why, bool decoding)
        where TCoder : struct, IBitCoder
    {
        var blocks = expected.Length / TarHeader.BlockSize;
        if (_length[why].Code(ref coder, headers.Length == expected.Length ? 1 : 0) == 0) blocks = (int)Math.Min(_blocks.Code(ref coder, headers.Length / TarHeader.BlockSize), MostBlocks + 1);
        if (blocks is 0 or > MostBlocks) throw DeltaHeader.Malformed($"headers of {blocks} blocks, at most {MostBlocks}");
        if (decoding) (headers, stripped) = (new byte[blocks * TarHeader.BlockSize], new bool[blocks]);
        for (var i = 0; i < blocks; i++)
        {
            // The last block tells the entry; those before it, if there are any, are longer names and the like.
            var fromEnd = (blocks - i) * TarHeader.BlockSize;
            var block = headers.AsSpan(i * TarHeader.BlockSize, TarHeader.BlockSize);
            var beside = fromEnd <= expected.Length ? expected.AsSpan(expected.Length - fromEnd, TarHeader.BlockSize) : new byte[TarHeader.BlockSize];
            var before = fromEnd <= _last.Length ? _last.AsSpan(_last.Length - fromEnd, TarHeader.BlockSize) : new byte[TarHeader.BlockSize];
            stripped[i] = _stripped[Math.Min(blocks - i - 1, 3)].Code(ref coder, stripped[i] ? 1 : 0) != 0;
            if (_block[Math.Min(blocks - i - 1, 3)].Code(ref coder, block.SequenceEqual(beside) ? 1 : 0) != 0) beside.CopyTo(block);
            else Fields(ref coder, block, beside, before, why);
        }

        return (headers, stripped);
    }

    private void Fields<TCoder>(ref TCoder coder, Span<byte> block, ReadOnlySpan<byte> beside, ReadOnlySpan<byte> before, int why) where TCoder : struct, IBitCoder
    {
        for (var field = 0; field + 1 < s_fields.Length; field++)
        {
            var (from, to) = (s_fields[field], s_fields[field + 1]);
            var same = block[from..to].SequenceEqual(beside[from..to]);
            same = _field[(field << 2) | (why << 1) | (_changed[field] ? 1 : 0)].Code(ref coder, same ? 1 : 0) != 0;
            _changed[field] = !same;
            if (same) beside[from..to].CopyTo(block[from..to]);
            else Bytes(ref coder, block, beside, before, from, to);
        }
    }

    private void Bytes<TCoder>(ref TCoder coder, Span<byte> block, ReadOnlySpan<byte> beside, ReadOnlySpan<byte> before, int from, int to) where TCoder : struct, IBitCoder
    {
        Span<uint> contexts = stackalloc uint[Inputs];
        uint past = 0;
        var asBefore = true;
        for (var at = from; at < to; at++)
        {
            var (p, q) = ((uint)beside[at], (uint)before[at]);
            var pq = (uint)(at + 1 < to ? (beside[at + 1] << 8) | before[at + 1] : 0);
            var column = (uint)at;
            contexts[0] = ContextMixer.Hash(1, column, p);
            contexts[1] = ContextMixer.Hash(2, column, q);
            contexts[2] = ContextMixer.Hash(3, past & 0xFFFFFF, 0);
            contexts[3] = ContextMixer.Hash(4, column, past & 0xFF);
            contexts[4] = ContextMixer.Hash(5, p | (pq & 0xFF00), past & 0xFF);
            contexts[5] = ContextMixer.Hash(6, q | ((pq & 0xFF) << 8), past & 0xFF);
            contexts[6] = ContextMixer.Hash(7, q, asBefore ? 1u : 0);
            contexts[7] = ContextMixer.Hash(8, past, 0);
            var node = 1;
            var value = block[at];
            for (var bit = 7; bit >= 0; bit--) node = (node << 1) | _bytes.Code(ref coder, (value >> bit) & 1, contexts, node, (asBefore ? 256 : 0) | (node & 255));
            block[at] = (byte)node;
            asBefore &= (byte)node == q;
            past = (past << 8) | (byte)node;
        }
    }
}
