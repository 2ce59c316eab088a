namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>
/// One half of an arithmetic coder. Models are written once, against this: the encoder tells each bit, the decoder learns it, and
/// both see the same bits in the same order.
/// </summary>
internal interface IBitCoder
{
    /// <summary>Codes one bit.</summary>
    /// <param name="bit">The bit, 0 or 1; a decoder does not look at it.</param>
    /// <param name="one">The chance of a 1, in 65536ths, 1 to 65535.</param>
    /// <returns>The bit.</returns>
    int Code(int bit, int one);
}
