using System.Security.Cryptography;
using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Link;

public sealed class DesiredInboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DeviceConditions _conditions;
    private readonly Outbox _outbox;
    private readonly List<string> _accepted = [];
    private int _changed;

    public DesiredInboxTests()
    {
        _conditions = new DeviceConditions(_time);
        _outbox = Outbox.Open(_folder.Of("outbox"), new OutboxOptions(), _time);
    }

    // what is delivered after generation 3 → the reason that is reported
    public static TheoryData<string, string> Bad { get; } = new()
    {
        { "one byte changed", "desired-signature" },
        { "signed by another key", "desired-signature" },
        { "not signed", "desired-signature" },
        { "older", "desired-generation" },
        { "of the same number and other content", "desired-generation" },
        { "for another device", "desired-other-device" },
        { "too large", "desired-too-large" },
        { "not a desired state", "desired-malformed" },
        { "of a workload with a bad name", "desired-invalid" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Take_Bad_MovesNothingAndSaysWhy(string what, string reason)
    {
        var inbox = Inbox();
        inbox.Take(Wishes.Sign(Wishes.State(3), _key));
        var kept = File.ReadAllBytes(_folder.Of("desired.json"));
        inbox.Take(Document(what));
        Assert.Equal(["null>3"], _accepted);
        Assert.Equal(kept, File.ReadAllBytes(_folder.Of("desired.json")));
        var condition = Assert.Single(_conditions.All);
        Assert.Equal(("DesiredStateAccepted", false, reason), (condition.Type, condition.Holds, condition.Reason));
        Assert.StartsWith($"{reason}: ", Assert.Single(_outbox.Peek(9)).Message, StringComparison.Ordinal);
        Assert.Equal(2, _changed);
        inbox.Take(Wishes.Sign(Wishes.State(4), _key));
        Assert.Equal(["null>3", "3>4"], _accepted);
        Assert.Empty(_conditions.All);
    }

    // A retained message comes again at every connect.
    [Fact]
    public void Take_TheSameBadOneAgain_IsOneEvent()
    {
        var inbox = Inbox();
        var bad = Document("not signed");
        inbox.Take(bad);
        inbox.Take(bad);
        Assert.Single(_outbox.Peek(9));
        inbox.Take(Wishes.Sign(Wishes.State(1), _key));
        inbox.Take(bad);
        Assert.Equal(2, _outbox.Count);
    }

    [Fact]
    public void Restore_AfterARestart_TakesWhatWasAccepted()
    {
        Inbox().Take(Wishes.Sign(Wishes.State(3), _key));
        Inbox().Restore();
        Assert.Equal(["null>3", "null>3"], _accepted);
    }

    [Fact]
    public void Restore_FirstStart_SaysNothing()
    {
        Inbox().Restore();
        Assert.Empty(_accepted);
        Assert.Empty(_conditions.All);
    }

    [Theory]
    [InlineData(17)]
    [InlineData((2 * Limits.MessageBytes) + 1)]
    public void Restore_DamagedFile_SaysWhyAndTakesTheNextOne(int bytes)
    {
        File.WriteAllBytes(_folder.Of("desired.json"), new byte[bytes]);
        var inbox = Inbox();
        inbox.Restore();
        Assert.Equal("desired-damaged", Assert.Single(_conditions.All).Reason);
        inbox.Take(Wishes.Sign(Wishes.State(1), _key));
        Assert.Equal(["null>1"], _accepted);
        Assert.Empty(_conditions.All);
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    private SignedDocument Document(string what)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = Wishes.Sign(Wishes.State(4, Wishes.Workload()), _key);
        return what switch
        {
            "one byte changed" => good with { Payload = [.. good.Payload[..^1], (byte)' '] },
            "signed by another key" => Wishes.Sign(Wishes.State(4), other),
            "not signed" => good with { Signature = [] },
            "older" => Wishes.Sign(Wishes.State(2), _key),
            "of the same number and other content" => Wishes.Sign(Wishes.State(3, Wishes.Workload()), _key),
            "for another device" => Wishes.Sign(Wishes.State(4) with { Device = DeviceId.Parse("line-4") }, _key),
            "too large" => DocumentSigner.Sign(new byte[Limits.MessageBytes + 1], _key),
            "not a desired state" => DocumentSigner.Sign("{}"u8.ToArray(), _key),
            _ => Wishes.Sign(Wishes.State(4, Wishes.Workload() with { Deployment = "../etc" }), _key),
        };
    }

    private DesiredInbox Inbox()
    {
        var gate = new DesiredGate(DeviceId.Parse("line-3"), _key, new DataFolder(_folder.Path));
        var inbox = new DesiredInbox(gate, _outbox, _conditions, _time, NullLogger<DesiredInbox>.Instance);
        inbox.Accepted += (before, after) => _accepted.Add($"{before?.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}>{after.Generation}");
        inbox.Changed += () => _changed++;
        return inbox;
    }
}
