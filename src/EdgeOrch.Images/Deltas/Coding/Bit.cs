namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>The chance of one bit, learned as it goes, at two speeds.</summary>
internal struct Bit
{
    private const int Quick = 4;
    private const int Slow = 7;
    private ushort _quick;
    private ushort _slow;
    private bool _known;

    /// <summary>Codes one bit and learns from it.</summary>
    public int Code<TCoder>(ref TCoder coder, int bit) where TCoder : struct, IBitCoder
    {
        if (!_known) (_quick, _slow, _known) = (32768, 32768, true);
        bit = coder.Code(bit, Math.Clamp((_quick + _slow) >> 1, 16, 65520));
        if (bit != 0)
        {
            _quick += (ushort)((65535 - _quick) >> Quick);
            _slow += (ushort)((65535 - _slow) >> Slow);
        }
        else
        {
            _quick -= (ushort)(_quick >> Quick);
            _slow -= (ushort)(_slow >> Slow);
        }

        return bit;
    }
}
