using EdgeOrch.Contracts;
using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Enrolment;

/// <summary>The promise: a device joins by a token that is good, once, and leaves without a trace.</summary>
public sealed class EnrolmentTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Join_WithAUsedToken_IsRefusedWithThatReason()
    {
        var token = await site.TokenAsync();
        (await site.JoinAsync(token, Folder("first"), "first")).Succeeded();

        var result = await site.JoinAsync(token, Folder("second"), "second");

        AssertRefused(result, "has no uses left");
        Assert.DoesNotContain("second", await DevicesAsync());
        Assert.False(File.Exists(Path.Combine(Folder("second"), "identity")));
    }

    [Fact]
    public async Task Join_WithATokenThatNobodyMade_IsRefusedWithThatReason()
    {
        var forged = WithPart(await site.TokenAsync(), 2, Flip);

        AssertRefused(await site.JoinAsync(forged, Folder("forger"), "forger"), "not known here");
        Assert.DoesNotContain("forger", await DevicesAsync());
    }

    [Fact]
    public async Task Join_WithAnotherControlPlanesToken_IsRefused()
    {
        // The token pins the CA: a server with another certificate is not talked to.
        var other = WithPart(await site.TokenAsync(), 3, digest => Convert.ToHexStringLower(Convert.FromHexString(digest).Select(b => (byte)~b).ToArray()));

        Assert.NotEqual(0, (await site.JoinAsync(other, Folder("misled"), "misled")).ExitCode);
        Assert.DoesNotContain("misled", await DevicesAsync());
    }

    [Fact]
    public async Task Join_UnderANameThatIsTaken_IsRefused() =>
        AssertRefused(await site.JoinAsync(await site.TokenAsync(), Folder("twin"), site.Device), site.Device);

    [Fact]
    public async Task Leave_OfADevice_RemovesItHereAndThere()
    {
        var folder = Folder("leaver");
        (await site.JoinAsync(await site.TokenAsync(), folder, "leaver")).Succeeded();
        Assert.Contains("leaver", await DevicesAsync());

        (await PublishedProgram.RunAsync(PublishedProgram.PathOf("edgeorchd"), ["leave", "--data", folder, "--supervisor-socket", Path.Combine(folder, "none.sock")])).Succeeded();

        Assert.DoesNotContain("leaver", await DevicesAsync());
        Assert.False(File.Exists(Path.Combine(folder, "identity")));
    }

    // A token is eo1.ID.SECRET.DIGEST, the digest that of the CA's certificate.
    private static string WithPart(string token, int part, Func<string, string> change) =>
        string.Join('.', token.Split('.').Select((text, i) => i == part ? change(text) : text));

    private static string Flip(string text) => text[..^1] + (text[^1] == 'A' ? 'B' : 'A');

    private static void AssertRefused(ProgramResult result, string reason)
    {
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(reason, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private string Folder(string name) => Path.Combine(site.Home, name);

    private async Task<IEnumerable<string>> DevicesAsync() =>
        (await site.GetAsync(WireJson.Default.IReadOnlyListDeviceView, "devices")).Select(device => device.Id.ToString());
}
