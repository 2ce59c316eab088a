using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Link;

public sealed class LogServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly LogServer _server;
    private readonly LogWriter _writer;

    public LogServerTests()
    {
        _server = new LogServer(_folder.Path, _time);
        _writer = new LogWriter(LogReader.FolderOf(_folder.Path, Wishes.Web.FileName), 64 * 1024, 3, _time);
        foreach (var line in (string[])["one", "two", "three"]) Write(line);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "two three")]
    [InlineData(10_000, "one two three")]
    public async Task Read_Tail_GivesTheLastLines(int tail, string lines) => Assert.Equal(lines, Text(await ReadAsync(null, tail, 0)));

    [Fact]
    public async Task Read_Cursor_GoesOnBehindIt()
    {
        var first = await ReadAsync(null, 1, 0);
        Write("four");
        Assert.Equal("four", Text(await ReadAsync(first.Cursor, 0, 0)));
    }

    [Fact]
    public async Task Read_WaitForMore_AnswersWithTheNextLine()
    {
        var first = await ReadAsync(null, 0, 0);
        var following = ReadAsync(first.Cursor, 0, 30);
        Assert.False(following.IsCompleted);
        Write("four");
        await Eventually.HoldsAsync("an answer", Patience, () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return following.IsCompleted;
        });
        Assert.Equal("four", Text(await following));
    }

    [Fact]
    public async Task Read_NothingMoreInTime_AnswersWithNoLines()
    {
        var first = await ReadAsync(null, 0, 0);
        var following = ReadAsync(first.Cursor, 0, 30);
        await Eventually.HoldsAsync("an answer", Patience, () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return following.IsCompleted;
        });
        var result = await following;
        Assert.Empty(result.Lines);
        Assert.Equal(first.Cursor, result.Cursor);
    }

    [Fact]
    public async Task Read_MoreThanAMessageHolds_ComesInParts()
    {
        for (var i = 0; i < 60; i++) Write(new string('"', 1000));
        var part = await ReadAsync(null, 60, 0);
        var lines = part.Lines.Count;
        Assert.True(part.More);
        while (part.More) lines += (part = await ReadAsync(part.Cursor, 0, 0)).Lines.Count;
        Assert.Equal(60, lines);
    }

    [Theory]
    [InlineData(-1, 0, null, "tail -1: must be 0 to 10000")]
    [InlineData(10_001, 0, null, "tail 10001: must be 0 to 10000")]
    [InlineData(0, 31, null, "waitSeconds 31: must be 0 to 30")]
    [InlineData(0, -1, null, "waitSeconds -1: must be 0 to 30")]
    [InlineData(0, 0, "../../etc/passwd", "log cursor \"../../etc/passwd\" is not of the form generation:offset")]
    public async Task Read_RequestBreaksARule_IsRefused(int tail, int wait, string? cursor, string message)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(cursor, tail, wait));
        Assert.Equal(new RpcError("bad-request", message, false), e.Error);
    }

    [Fact]
    public async Task Read_NoSuchWorkload_SaysSo()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => _server.ReadAsync(new LogReadRequest(new Contracts.WorkloadId("shop", "none"), null, 1, 0), TestContext.Current.CancellationToken));
        Assert.Equal("log-missing", e.Error.Code);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    private void Write(string line)
    {
        _writer.Append(LogStream.Stdout, System.Text.Encoding.UTF8.GetBytes(line));
        _writer.Flush();
    }

    private Task<LogReadResult> ReadAsync(string? cursor, int tail, int wait) => _server.ReadAsync(new LogReadRequest(Wishes.Web, cursor, tail, wait), TestContext.Current.CancellationToken);

    private static string Text(LogReadResult result) => string.Join(' ', result.Lines.Select(l => l.Text));
}
