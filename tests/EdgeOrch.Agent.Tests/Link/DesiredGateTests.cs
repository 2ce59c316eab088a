using System.Security.Cryptography;
using System.Text.Json;
using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Tests.Link;

public sealed class DesiredGateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DesiredGate _gate;

    public DesiredGateTests() => _gate = Gate();

    [Fact]
    public void Judge_Newer_IsAcceptedAndThereAfterARestart()
    {
        var accepted = Assert.IsType<DesiredVerdict.Accepted>(_gate.Judge(Sign(Wishes.State(3, Wishes.Workload()))));
        Assert.Equal(3, accepted.State.Generation);
        var again = Gate();
        Assert.IsType<DesiredVerdict.Accepted>(again.Restore());
        Assert.Equal(3, again.Current!.Generation);
        Assert.Equal(Wishes.Web, again.Current.Workloads[0].Id);
    }

    [Fact]
    public void Judge_TheSameAgain_IsRepeated()
    {
        var document = Sign(Wishes.State(3));
        _gate.Judge(document);
        Assert.IsType<DesiredVerdict.Repeated>(_gate.Judge(document));
        var again = Gate();
        again.Restore();
        Assert.IsType<DesiredVerdict.Repeated>(again.Judge(document));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Judge_GenerationThatDoesNotGrow_IsRefused(long generation)
    {
        _gate.Judge(Sign(Wishes.State(3)));
        RefusedAs("desired-generation", Sign(Wishes.State(generation, Wishes.Workload())));
        Assert.Empty(_gate.Current!.Workloads);
    }

    [Fact]
    public void Judge_OneChangedByte_IsRefused()
    {
        var document = Sign(Wishes.State(3));
        for (var i = 0; i < document.Payload.Length; i++)
        {
            var payload = document.Payload.ToArray();
            payload[i] ^= 1;
            RefusedAs("desired-signature", document with { Payload = payload });
        }
    }

    [Fact]
    public void Judge_AnotherKeyOrNoSignature_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var payload = Payload(Wishes.State(3));
        RefusedAs("desired-signature", DocumentSigner.Sign(payload, other));
        RefusedAs("desired-signature", DocumentSigner.Sign(payload, other) with { KeyId = DocumentSigner.KeyId(_key) });
        RefusedAs("desired-signature", new SignedDocument(DocumentSigner.KeyId(_key), payload, []));
    }

    [Fact]
    public void Judge_OfAnotherDevice_IsRefused() =>
        RefusedAs("desired-other-device", Sign(Wishes.State(3) with { Device = DeviceId.Parse("line-4") }));

    [Fact]
    public void Judge_SignedNonsense_IsRefused()
    {
        RefusedAs("desired-malformed", DocumentSigner.Sign("{}"u8.ToArray(), _key));
        RefusedAs("desired-malformed", DocumentSigner.Sign("null"u8.ToArray(), _key));
        RefusedAs("desired-too-large", DocumentSigner.Sign(new byte[Limits.MessageBytes + 1], _key));
        RefusedAs("desired-invalid", Sign(Wishes.State(0)));
        RefusedAs("desired-invalid", Sign(Wishes.State(3, Wishes.Workload(), Wishes.Workload(2))));
        RefusedAs("desired-invalid", Sign(Wishes.State(3, Wishes.Workload() with { Deployment = "../etc" })));
        RefusedAs("desired-invalid", Sign(Wishes.State(3, [.. Enumerable.Range(0, 129).Select(i => Wishes.Workload() with { Deployment = $"d{i}" })])));
    }

    [Fact]
    public void Judge_AfterARefusal_AcceptsTheNextGoodOne()
    {
        RefusedAs("desired-invalid", Sign(Wishes.State(0)));
        Assert.IsType<DesiredVerdict.Accepted>(_gate.Judge(Sign(Wishes.State(1))));
    }

    [Fact]
    public void Restore_FileThatWasTamperedWith_IsRefused()
    {
        _gate.Judge(Sign(Wishes.State(3)));
        var path = _folder.Of("desired.json");
        var tampered = JsonSerializer.Deserialize(File.ReadAllText(path), WireJson.Default.SignedDocument)! with { Payload = Payload(Wishes.State(9)) };
        File.WriteAllText(path, JsonSerializer.Serialize(tampered, WireJson.Default.SignedDocument));
        var again = Gate();
        Assert.Equal("desired-signature", Assert.IsType<DesiredVerdict.Refused>(again.Restore()).Reason);
        Assert.Null(again.Current);
        File.WriteAllText(path, "half a fi");
        Assert.Equal("desired-damaged", Assert.IsType<DesiredVerdict.Refused>(Gate().Restore()).Reason);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _key.Dispose();
    }

    private void RefusedAs(string reason, SignedDocument document)
    {
        var before = _gate.Current;
        Assert.Equal(reason, Assert.IsType<DesiredVerdict.Refused>(_gate.Judge(document)).Reason);
        Assert.Same(before, _gate.Current);
    }

    private SignedDocument Sign(DesiredState state) => DocumentSigner.Sign(Payload(state), _key);

    private static byte[] Payload(DesiredState state) => JsonSerializer.SerializeToUtf8Bytes(state, WireJson.Default.DesiredState);

    private DesiredGate Gate() => new(DeviceId.Parse("line-3"), _key, new DataFolder(_folder.Path));
}
