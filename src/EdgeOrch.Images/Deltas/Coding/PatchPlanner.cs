namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>
/// Lays a new file beside its old version: exact matches, extended over bytes that differ as long as more are equal than not
/// (C. Percival, "Naive Differences of Executable Code", 2003). Matches are found by a hash of every eight bytes.
/// </summary>
internal sealed class PatchPlanner
{
    private const int Seed = 8;
    private const int MostTries = 64;

    // A step costs some three bytes; a match that gains less than this many is not worth one.
    private const int Worth = 10;

    private readonly byte[] _old;
    private readonly int[] _heads;
    private readonly int[] _earlier;
    private readonly int _shift;

    public PatchPlanner(byte[] old)
    {
        _old = old;
        var bits = Math.Clamp(System.Numerics.BitOperations.Log2((uint)Math.Max(old.Length, 1)) + 1, 8, 24);
        _shift = 64 - bits;
        _heads = new int[1 << bits];
        _earlier = new int[old.Length];
        ulong last = 0;
        for (var at = 0; at + Seed <= old.Length; at++)
        {
            var seed = BitConverter.ToUInt64(old, at);

            // Of a run of one byte, its beginning is enough.
            if (at > 0 && seed == last) continue;
            last = seed;
            ref var head = ref _heads[Slot(seed)];
            _earlier[at] = head;
            head = at + 1;
        }
    }

    /// <summary>The steps that make the new file, and how many of its bytes equal the old ones beside them.</summary>
    public (Queue<PatchStep> Steps, long Equal) Plan(ReadOnlySpan<byte> data)
    {
        var steps = new List<PatchStep>();
        long equal = 0;
        int scan = 0, length = 0, place = 0, lastScan = 0, lastPlace = 0, shift = 0;
        while (scan < data.Length)
        {
            var score = 0;
            scan += length;
            var counted = scan;
            for (; scan < data.Length; scan++)
            {
                (place, length) = Find(data, scan, scan + shift);
                for (; counted < scan + length; counted++)
                    if (EqualAt(data, counted, counted + shift)) score++;
                if ((length == score && length != 0) || length > score + Worth) break;
                if (EqualAt(data, scan, scan + shift)) score--;
            }

            if (length == score && scan < data.Length) continue;
            var forward = Forward(data, lastScan, lastPlace, scan);
            var back = scan < data.Length ? Back(data, scan, place, lastScan) : 0;
            var overlap = lastScan + forward - (scan - back);
            if (overlap > 0)
            {
                var kept = Split(data, lastScan + forward - overlap, lastPlace + forward - overlap, scan - back, place - back, overlap);
                forward += kept - overlap;
                back -= kept;
            }

            var fresh = scan - back - (lastScan + forward);
            if (forward > 0 || fresh > 0) steps.Add(new PatchStep(forward, fresh, lastPlace));
            for (var i = 0; i < forward; i++)
                if (data[lastScan + i] == _old[lastPlace + i]) equal++;
            (lastScan, lastPlace, shift) = (scan - back, place - back, place - scan);
        }

        if (lastScan < data.Length)
        {
            var forward = Forward(data, lastScan, lastPlace, data.Length);
            for (var i = 0; i < forward; i++)
                if (data[lastScan + i] == _old[lastPlace + i]) equal++;
            steps.Add(new PatchStep(forward, data.Length - lastScan - forward, lastPlace));
        }

        return (new Queue<PatchStep>(steps), equal);
    }

    private (int Place, int Length) Find(ReadOnlySpan<byte> data, int at, int aligned)
    {
        var (place, best) = (0, 0);
        if (aligned >= 0 && aligned < _old.Length) (place, best) = (aligned, data[at..].CommonPrefixLength(_old.AsSpan(aligned)));

        // Where it goes on as it is, nothing else can be worth a step.
        if (best >= 4 * Seed || at + Seed > data.Length) return (place, best);
        var seed = BitConverter.ToUInt64(data.Slice(at, Seed));
        var candidate = _heads[Slot(seed)];
        for (var tries = 0; candidate > 0 && tries < MostTries; tries++, candidate = _earlier[candidate - 1])
        {
            var length = data[at..].CommonPrefixLength(_old.AsSpan(candidate - 1));
            if (length > best) (place, best) = (candidate - 1, length);
        }

        return (place, best);
    }

    private bool EqualAt(ReadOnlySpan<byte> data, int at, int old) => at < data.Length && old >= 0 && old < _old.Length && data[at] == _old[old];

    private int Forward(ReadOnlySpan<byte> data, int from, int old, int to)
    {
        int equal = 0, best = 0, bestEqual = 0;
        for (var i = 0; from + i < to && old + i < _old.Length;)
        {
            if (_old[old + i] == data[from + i]) equal++;
            i++;
            if ((equal * 2) - i > (bestEqual * 2) - best) (bestEqual, best) = (equal, i);
        }

        return best;
    }

    private int Back(ReadOnlySpan<byte> data, int from, int old, int to)
    {
        int equal = 0, best = 0, bestEqual = 0;
        for (var i = 1; from >= to + i && old >= i; i++)
        {
            if (_old[old - i] == data[from - i]) equal++;
            if ((equal * 2) - i > (bestEqual * 2) - best) (bestEqual, best) = (equal, i);
        }

        return best;
    }

    // How much of the overlap the earlier step keeps.
    private int Split(ReadOnlySpan<byte> data, int first, int firstOld, int second, int secondOld, int overlap)
    {
        int sum = 0, bestSum = 0, best = 0;
        for (var i = 0; i < overlap; i++)
        {
            if (data[first + i] == _old[firstOld + i]) sum++;
            if (data[second + i] == _old[secondOld + i]) sum--;
            if (sum > bestSum) (bestSum, best) = (sum, i + 1);
        }

        return best;
    }

    private int Slot(ulong seed) => (int)((seed * 0x9E3779B97F4A7C15) >> _shift);
}
