using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;
using EdgeOrch.Images.Manifests;
using Spectre.Console;

namespace EdgeOrch.Cli.Images;

/// <summary>Shows how far a push is: bars for a person, one line a blob for a log.</summary>
internal sealed class PushProgress
{
    private readonly Terminal _terminal;
    private readonly ProgressContext? _bars;

    private PushProgress(Terminal terminal, ProgressContext? bars) => (_terminal, _bars) = (terminal, bars);

    public static async Task RunAsync(Terminal terminal, Func<PushProgress, Task> push)
    {
        if (!terminal.Interactive)
        {
            await push(new PushProgress(terminal, null));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(bars => push(new PushProgress(terminal, bars)));
    }

    /// <summary>A blob is about to be sent; the result takes the bytes as they go.</summary>
    public Action<long> Begin(Descriptor blob)
    {
        if (_bars is null) return _ => { };
        var bar = _bars.AddTask(Markup.Escape(Short(blob)), maxValue: Math.Max(1, blob.Size));
        return bytes => bar.Increment(bytes);
    }

    public void Present(Descriptor blob) => Say(blob, "already there");

    public void Pushed(Descriptor blob) => Say(blob, "pushed");

    private static string Short(Descriptor blob) => blob.Digest.Hex[..12];

    private void Say(Descriptor blob, string what)
    {
        if (_bars is null) _terminal.Error.WriteLine($"{Short(blob)}: {what} ({Words.Bytes(blob.Size)})");
    }
}
