using CsCheck;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts.Messages;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Storage;

public sealed class OutboxTests
{
    private static readonly OutboxOptions Small = new() { MaxEvents = 16, MaxBytes = 64 * 1024 };
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Open_AfterAdding_HasTheSameEventsAndGoesOnNumbering()
    {
        using var folder = new TemporaryFolder();
        string id;
        using (var outbox = Open(folder))
        {
            id = outbox.Id;
            Add(outbox, "a");
            Add(outbox, "b");
            outbox.Acknowledge(1);
        }

        using var again = Open(folder);
        Assert.Equal(id, again.Id);
        Assert.Equal([2L], again.Peek(10).Select(e => e.Sequence));
        Assert.Equal(3, Add(again, "c").Sequence);
    }

    [Fact]
    public void Open_AfterEverythingWasAcknowledged_NeverUsesANumberAgain()
    {
        using var folder = new TemporaryFolder();
        using (var outbox = Open(folder))
        {
            // Enough to make acknowledging rewrite the file.
            for (var i = 0; i < 300; i++)
            {
                Add(outbox, new string('x', 1000));
                outbox.Acknowledge(i + 1);
            }
        }

        Assert.True(new FileInfo(folder.Of("outbox")).Length < 300_000);
        using var again = Open(folder);
        Assert.Equal(301, Add(again, "next").Sequence);
    }

    [Fact]
    public void Add_WhenFull_DropsTheOldestNormalEventsAndCountsThem()
    {
        using var folder = new TemporaryFolder();
        using var outbox = Open(folder);
        var warning = outbox.Add("bad", EventSeverity.Warning, null, "kept");
        for (var i = 0; i < 100; i++) Add(outbox, "normal");
        var events = outbox.Peek(100);
        Assert.True(events.Count <= Small.MaxEvents);
        Assert.Contains(events, e => e.Sequence == warning.Sequence);
        var gap = Assert.Single(events, e => e.Type == Outbox.DroppedType);
        var normal = events.Count(e => e.Type == "note");
        Assert.StartsWith($"{100 - normal} events were dropped", gap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_WhenFullOfWarnings_StillTakesTheNewest()
    {
        using var folder = new TemporaryFolder();
        using var outbox = Open(folder);
        for (var i = 0; i < 50; i++) outbox.Add("bad", EventSeverity.Warning, null, "warning");
        var last = outbox.Add("bad", EventSeverity.Warning, null, "the last");
        Assert.Equal(last.Sequence, outbox.Peek(100)[^1].Sequence);
        Assert.True(outbox.Count <= Small.MaxEvents);
    }

    [Fact]
    public void Add_TooLongAMessage_CutsIt()
    {
        using var folder = new TemporaryFolder();
        using var outbox = Open(folder);
        Assert.Equal(1024, Add(outbox, new string('y', 5000)).Message.Length);
    }

    [Fact]
    public void Open_FileCutOrDamagedAnywhere_HasAPrefixOfTheEvents()
    {
        using var folder = new TemporaryFolder();
        using (var outbox = Open(folder))
        {
            for (var i = 0; i < 8; i++) Add(outbox, $"event {i}");
        }

        var whole = File.ReadAllBytes(folder.Of("outbox"));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Bool).Sample(
            (at, cut) =>
            {
                var damaged = cut ? whole[..at] : [.. whole[..at], (byte)(whole[at] ^ 0x55), .. whole[(at + 1)..]];
                File.WriteAllBytes(folder.Of("outbox"), damaged);
                using (var outbox = Open(folder))
                {
                    var events = outbox.Peek(100);
                    Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Sequence));
                    Add(outbox, "after");
                }

                // What was added after the damage is there at the next start.
                using var again = Open(folder);
                Assert.Equal("after", again.Peek(100)[^1].Message);
            },
            iter: 200, threads: 1);
    }

    [Fact]
    public void AnyOperations_WithReopens_AgreeWithAPlainList()
    {
        Gen.Int[0, 9].Array[1, 60].Sample(
            operations =>
            {
                using var folder = new TemporaryFolder();
                var outbox = Open(folder);
                try
                {
                    var seen = new HashSet<long>();
                    long acknowledged = 0;
                    foreach (var operation in operations)
                    {
                        if (operation < 7)
                        {
                            // No number is ever given twice, whatever was dropped, acknowledged or reopened in between.
                            Assert.True(seen.Add(Add(outbox, "x").Sequence));
                        }
                        else if (operation < 9)
                        {
                            var batch = outbox.Peek(operation);
                            if (batch.Count == 0) continue;
                            acknowledged = batch[^1].Sequence;
                            outbox.Acknowledge(acknowledged);
                        }
                        else
                        {
                            outbox.Dispose();
                            outbox = Open(folder);
                        }

                        var events = outbox.Peek(1000);
                        Assert.All(events, e => Assert.True(e.Sequence > acknowledged));
                        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
                        Assert.True(outbox.Count <= Small.MaxEvents);
                    }
                }
                finally
                {
                    outbox.Dispose();
                }
            },
            iter: 60, threads: 1);
    }

    private static DeviceEvent Add(Outbox outbox, string message) => outbox.Add("note", EventSeverity.Normal, null, message);

    private Outbox Open(TemporaryFolder folder) => Outbox.Open(folder.Of("outbox"), Small, _time);
}
