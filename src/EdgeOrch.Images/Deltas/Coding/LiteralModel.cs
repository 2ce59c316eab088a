namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Bytes that stand for themselves, predicted from those before them.</summary>
internal sealed class LiteralModel(ByteHistory history)
{
    private const int Inputs = 7;
    private const int Sets = 4;
    private readonly ContextMixer _mixer = new(Inputs, Sets * 256, slotBits: 18);

    /// <summary>Codes bytes; a decoder's are filled in.</summary>
    public void Code<TCoder>(ref TCoder coder, Span<byte> data) where TCoder : struct, IBitCoder
    {
        Span<uint> contexts = stackalloc uint[Inputs];
        foreach (ref var value in data)
        {
            var (expected, length) = history.Expected;
            for (var order = 0; order < 5; order++) contexts[order] = history.Hash(order);
            contexts[5] = history.Hash(6);
            contexts[6] = (uint)(((expected + 1) << 6) | Math.Min(length, 63)) * 0x6F4F2A35;
            var set = length == 0 ? 0 : length < 8 ? 1 : length < 24 ? 2 : 3;
            var node = 1;
            for (var at = 7; at >= 0; at--)
                node = (node << 1) | _mixer.Code(ref coder, (value >> at) & 1, contexts, node, (set << 8) | (node & 255));
            value = (byte)node;
            history.Add(value);
        }
    }
}
