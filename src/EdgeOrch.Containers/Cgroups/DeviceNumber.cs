using System.Buffers.Text;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>Reads the number of a device that a line begins with, such as <c>8:0</c>.</summary>
internal static class DeviceNumber
{
    /// <summary>Splits it off; false for a line that begins with something else.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> line, out int major, out int minor)
    {
        (major, minor) = (0, 0);
        if (!CounterFile.Next(ref line, (byte)' ', out var number)) return false;
        return Utf8Parser.TryParse(number, out major, out var length) && length < number.Length && number[length] == ':'
            && Utf8Parser.TryParse(number[(length + 1)..], out minor, out _);
    }
}
