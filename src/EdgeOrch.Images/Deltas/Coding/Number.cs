namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Numbers of one kind: how many bits they have is learned, and so are their two upper ones (Elias gamma).</summary>
internal sealed class Number
{
    private const int MostBits = 63;
    private readonly Bit[] _length = new Bit[MostBits + 1];
    private readonly Bit[] _upper = new Bit[(MostBits + 1) * 4];
    private Bit _lower;

    /// <summary>Codes a number, 0 to 2^62.</summary>
    public long Code<TCoder>(ref TCoder coder, long value) where TCoder : struct, IBitCoder
    {
        var one = value + 1;
        var bits = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)one);
        var length = 0;
        while (length < MostBits - 1 && _length[length].Code(ref coder, length < bits ? 1 : 0) != 0) length++;
        long result = 1;
        var known = 1;
        for (var at = length - 1; at >= 0; at--)
        {
            var bit = (int)(one >> at) & 1;
            if (known < 4)
            {
                bit = _upper[(length * 4) + known].Code(ref coder, bit);
                known = (known << 1) | bit;
            }
            else
            {
                bit = _lower.Code(ref coder, bit);
            }

            result = (result << 1) | (long)bit;
        }

        return result - 1;
    }

    /// <summary>Codes a number of either sign.</summary>
    public long CodeSigned<TCoder>(ref TCoder coder, long value) where TCoder : struct, IBitCoder
    {
        var folded = Code(ref coder, (value << 1) ^ (value >> 63));
        return (folded >>> 1) ^ -(folded & 1);
    }
}
