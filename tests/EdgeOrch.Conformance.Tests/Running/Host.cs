using System.Diagnostics;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>Programs of the host.</summary>
internal static class Host
{
    /// <summary>Runs one that must work, and gives what it wrote to stdout, without the last line's end.</summary>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TestContainer.Patience) && process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output.TrimEnd('\n');
    }
}
