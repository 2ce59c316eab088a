using System.Globalization;
using System.Text;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Tests.Supervision;

public sealed class ContainerLogTests : IDisposable
{
    private const int FileBytes = 4096;
    private readonly string _folder = Directory.CreateTempSubdirectory("eo-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Append_MoreThanAllFilesHold_KeepsTheNewestWithinTheBound()
    {
        using var writer = Writer();
        Write(writer, 1, 1000);

        var files = Directory.GetFiles(_folder);
        Assert.Equal(3, files.Length);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, FileBytes));
        var kept = Numbers(Reader.Read(null, 1000));
        Assert.Equal(1000, kept[^1]);
        Assert.Equal(Enumerable.Range(kept[0], kept.Count), kept);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(150)]
    public void Read_Tail_GivesJustTheLastLines(int tail)
    {
        using var writer = Writer();
        Write(writer, 1, 300);
        Assert.Equal(Enumerable.Range(301 - tail, tail), Numbers(Reader.Read(null, tail)));
    }

    [Fact]
    public void Read_CursorAcrossRotations_MissesAndRepeatsNothing()
    {
        using var writer = Writer();
        var seen = new List<int>();
        var cursor = Reader.Read(null, 0).Cursor;
        for (var i = 0; i < 30; i++)
        {
            Write(writer, i * 20 + 1, 20);
            var result = Reader.Read(cursor, 0);
            seen.AddRange(Numbers(result));
            cursor = result.Cursor;
        }

        Assert.Equal(Enumerable.Range(1, 600), seen);
    }

    [Fact]
    public void Read_CursorIntoAFileThatIsGone_GoesOnWithTheOldestLine()
    {
        using var writer = Writer();
        Write(writer, 1, 10);
        var cursor = Reader.Read(null, 10).Cursor;
        Write(writer, 11, 1000);

        var numbers = Numbers(Reader.Read(cursor, 0));
        Assert.Equal(Numbers(Reader.Read(null, 1000)), numbers);
    }

    [Fact]
    public void Append_AfterATornLine_BeginsANewOne()
    {
        using (var writer = Writer()) Write(writer, 1, 2);
        File.AppendAllText(Path.Combine(_folder, "current.log"), "2030-01-01T00:00");
        using (var writer = Writer()) Write(writer, 3, 1);
        Assert.Equal([1, 2, 3], Numbers(Reader.Read(null, 10)));
    }

    [Fact]
    public void Take_LineLongerThanTheLimit_BecomesSeveral()
    {
        using var writer = new LogWriter(_folder, 1024 * 1024, 3, TimeProvider.System);
        var cutter = new LineCutter(writer, LogStream.Stderr);
        var text = new string('x', 40_000);
        foreach (var part in Encoding.UTF8.GetBytes($"a\n{text}\nno end").Chunk(1000)) cutter.Take(part);
        cutter.End();

        var lines = Reader.Read(null, 100).Lines;
        Assert.Equal([1, 16384, 16384, 7232, 6], lines.Select(l => l.Text.Length));
        Assert.Equal(text, string.Concat(lines.Skip(1).Take(3).Select(l => l.Text)));
        Assert.All(lines, l => Assert.Equal(LogStream.Stderr, l.Stream));
    }

    [Fact]
    public void Read_MoreThanOneResultHolds_SaysThatThereIsMore()
    {
        using var writer = new LogWriter(_folder, 1024 * 1024, 3, TimeProvider.System);
        for (var i = 0; i < 40; i++) writer.Append(LogStream.Stdout, new byte[16 * 1024].AsSpan());
        writer.Flush();

        var (count, result) = (0, Reader.Read(null, 40));
        Assert.True(result.More);
        for (; ; result = Reader.Read(result.Cursor, 0))
        {
            count += result.Lines.Count;
            if (!result.More) break;
        }

        Assert.Equal(40, count);
    }

    [Fact]
    public async Task Start_FloodingContainer_KeepsTheLogWithinItsBoundAndOthersServed()
    {
        await using var device = new DeviceFixture();
        device.Options = device.Options with { LogFileBytes = 64 * 1024, LogFiles = 2 };
        await device.StartAsync();
        await device.Client.StartAsync(device.Shell("exec yes flood", id: "app.flood") with { StopGrace = TimeSpan.Zero }, DeviceFixture.Cancel);
        await device.Client.StartAsync(device.Shell("echo quiet; exec sleep 100"), DeviceFixture.Cancel);

        Assert.Equal(["Stdout: quiet"], await device.SeeLogAsync(1));
        await device.SeeLogAsync(1000, "app.flood");
        await device.Client.RestartAsync("app.flood", "enough", DeviceFixture.Cancel);
        var folder = LogReader.FolderOf(device.Options.StateDirectory, "app.flood");
        Assert.InRange(Directory.GetFiles(folder).Sum(f => new FileInfo(f).Length), 1, 2 * 64 * 1024);
    }

    private LogReader Reader => new(_folder, TimeProvider.System);

    private LogWriter Writer() => new(_folder, FileBytes, 3, TimeProvider.System);

    private static void Write(LogWriter writer, int first, int count)
    {
        for (var i = first; i < first + count; i++) writer.Append(LogStream.Stdout, Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
        writer.Flush();
    }

    private static List<int> Numbers(LogReadResult result) => [.. result.Lines.Select(l => int.Parse(l.Text, CultureInfo.InvariantCulture))];
}
