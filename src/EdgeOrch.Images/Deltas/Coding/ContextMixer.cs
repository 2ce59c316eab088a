namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>
/// Predicts bits from several contexts at once and mixes the predictions in the logistic domain, weighted by how well each did
/// (M. Mahoney, "Adaptive Weighing of Context Models for Lossless Data Compression", 2005). Nothing but whole numbers.
/// </summary>
/// <param name="inputs">Contexts of each bit.</param>
/// <param name="sets">Sets of weights to choose from.</param>
/// <param name="slotBits">Slots of each context, as a power of two; four bytes each.</param>
internal sealed class ContextMixer(int inputs, int sets, int slotBits)
{
    private const int ChanceBits = 22;
    private const int CountMask = 1023;
    private const int MostCount = 250;
    private const int LearningRate = 10;
    private static readonly int[] s_step = MakeSteps();

    private readonly uint[] _slots = NewSlots(inputs << slotBits);
    private readonly int[] _weights = NewWeights(inputs, inputs * sets);
    private readonly int[] _stretched = new int[inputs];
    private readonly int[] _at = new int[inputs];

    /// <summary>Codes one bit.</summary>
    /// <param name="coder">The coder.</param>
    /// <param name="bit">The bit; a decoder's does not matter.</param>
    /// <param name="contexts">A hash for each input.</param>
    /// <param name="node">Tells this bit from others of the same contexts.</param>
    /// <param name="set">Which weights.</param>
    public int Code<TCoder>(ref TCoder coder, int bit, ReadOnlySpan<uint> contexts, int node, int set) where TCoder : struct, IBitCoder
    {
        var weights = _weights.AsSpan(set * inputs, inputs);
        var shift = 32 - slotBits;
        long sum = 0;
        for (var i = 0; i < inputs; i++)
        {
            var slot = (int)(((contexts[i] + ((uint)node * 0x9E3779B1)) * 0x85EBCA6B) >> shift) + (i << slotBits);
            _at[i] = slot;
            var state = _slots[slot];

            // A context that was never seen has nothing to say.
            var stretched = (state & CountMask) == 0 ? 0 : Logistic.Stretch((int)(state >> 20));
            _stretched[i] = stretched;
            sum += (long)stretched * weights[i];
        }

        var chance = Logistic.Squash((int)Math.Clamp(sum >> 16, -2047, 2047));
        bit = coder.Code(bit, (chance << 4) + 8);
        var error = ((bit << 12) - chance) * LearningRate;
        for (var i = 0; i < inputs; i++)
        {
            weights[i] += ((_stretched[i] * error) + 0x8000) >> 16;
            Learn(ref _slots[_at[i]], bit);
        }

        return bit;
    }

    /// <summary>The hash of one context.</summary>
    /// <param name="kind">Tells contexts of different inputs apart.</param>
    /// <param name="a">What is known.</param>
    /// <param name="b">What else is.</param>
    public static uint Hash(uint kind, uint a, uint b) => (((((kind * 0x9E3779B1) ^ a) * 0x85EBCA6B) ^ b) * 0xC2B2AE35) ^ (a >> 15);

    private static void Learn(ref uint state, int bit)
    {
        var count = (int)(state & CountMask);
        var chance = (int)(state >> 10);
        chance += (int)(((((long)bit << ChanceBits) - bit - chance) * s_step[count]) >> 16);
        if (count < MostCount) count++;
        state = ((uint)chance << 10) | (uint)count;
    }

    private static int[] MakeSteps()
    {
        var steps = new int[CountMask + 1];
        for (var i = 0; i < steps.Length; i++) steps[i] = (int)(65536 * 2L / ((2 * i) + 3));
        return steps;
    }

    private static uint[] NewSlots(int count)
    {
        var slots = new uint[count];
        Array.Fill(slots, 1u << 31);
        return slots;
    }

    private static int[] NewWeights(int inputs, int count)
    {
        var weights = new int[count];
        Array.Fill(weights, (1 << 16) * 2 / inputs);
        return weights;
    }
}
