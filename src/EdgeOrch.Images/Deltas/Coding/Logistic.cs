namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Chances in the logistic domain, in whole numbers only, so that every processor agrees to the last bit (M. Mahoney, "Data Compression Explained", 4.3.2).</summary>
internal static class Logistic
{
    private static ReadOnlySpan<short> Curve =>
    [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089,
        4092, 4093, 4094,
    ];

    private static readonly short[] s_stretch = MakeStretch();

    /// <summary>4096 / (1 + e^(-x/256)), 0 to 4095.</summary>
    public static int Squash(int x)
    {
        if (x > 2047) return 4095;
        if (x < -2047) return 0;
        var part = x & 127;
        var at = (x >> 7) + 16;
        return ((Curve[at] * (128 - part)) + (Curve[at + 1] * part) + 64) >> 7;
    }

    /// <summary>The inverse, of a chance in 4096ths; -2047 to 2047.</summary>
    public static int Stretch(int chance) => s_stretch[chance];

    private static short[] MakeStretch()
    {
        var table = new short[4096];
        var from = 0;
        for (var x = -2047; x <= 2047; x++)
        {
            var to = Squash(x);
            for (var i = from; i <= to; i++) table[i] = (short)x;
            from = to + 1;
        }

        for (var i = from; i < table.Length; i++) table[i] = 2047;
        return table;
    }
}
