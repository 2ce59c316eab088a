using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Programs;

/// <summary>Runs the programs that <c>deploy/publish</c> made.</summary>
internal static class PublishedProgram
{
    private static readonly string Folder = Repository.Path(
        "artifacts", "bin", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64");

    public static string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"\"{path}\" is missing: run deploy/publish first");
    }

    /// <summary>Runs a program to its end; kills it, and throws, at the deadline.</summary>
    public static async Task<ProgramResult> RunAsync(
        string program, IEnumerable<string> arguments, string? input = null, TimeSpan? deadline = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(deadline ?? TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end; it wrote:\n{await output}{await errors}");
        }

        return new ProgramResult(process.ExitCode, await output, await errors);
    }
}
