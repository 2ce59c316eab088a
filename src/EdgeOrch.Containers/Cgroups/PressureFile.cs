using System.Buffers.Text;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>Reads <c>cpu.pressure</c>, <c>memory.pressure</c> and <c>io.pressure</c>: lines <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=0</c>.</summary>
internal static class PressureFile
{
    /// <summary>The pressure; null where the kernel tells none, as without CONFIG_PSI or with psi=0.</summary>
    public static Pressure? Read(string folder, string file)
    {
        var rest = CounterFile.Read(folder, file);
        if (rest.IsEmpty) return null;
        var (some, full) = (default(PressureTime), default(PressureTime));
        while (CounterFile.Next(ref rest, (byte)'\n', out var line))
        {
            if (line.StartsWith("some "u8)) some = Time(line[5..]);
            else if (line.StartsWith("full "u8)) full = Time(line[5..]);
        }

        return new Pressure(some, full);
    }

    private static PressureTime Time(ReadOnlySpan<byte> rest)
    {
        var time = default(PressureTime);
        while (CounterFile.Next(ref rest, (byte)' ', out var pair))
        {
            var value = pair[(pair.IndexOf((byte)'=') + 1)..];
            if (pair.StartsWith("total="u8) && Utf8Parser.TryParse(value, out long total, out _)) time = time with { TotalMicroseconds = total };
            else if (!Utf8Parser.TryParse(value, out double share, out _)) continue;
            else if (pair.StartsWith("avg10="u8)) time = time with { Average10 = share };
            else if (pair.StartsWith("avg60="u8)) time = time with { Average60 = share };
            else if (pair.StartsWith("avg300="u8)) time = time with { Average300 = share };
        }

        return time;
    }
}
