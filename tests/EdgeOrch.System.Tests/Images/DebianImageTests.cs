using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Images;

/// <summary>The promise: images that other people's tools build and push run on devices, and a change of one package costs little. Needs mmdebstrap, buildah and skopeo.</summary>
public sealed class DebianImageTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Update_OfADebianRootByOnePackage_TravelsAsAFractionOfTheImage()
    {
        await PushAsync();
        await site.ApplyAsync(site.Manifest("debian", "debian/slim:v1"));
        await site.AwaitRunningAsync("debian/web", 1);

        await site.ApplyAsync(site.Manifest("debian", "debian/slim:v2", """
                  command: [sh, -c]
                  args: ["hello && exec sleep 1000"]
            """));
        var pull = (await site.AwaitRunningAsync("debian/web", 2)).Pull!;

        Assert.Equal((1, 0), (pull.DeltaLayers, pull.FullLayers));
        Assert.InRange(pull.ReceivedBytes, 1, pull.FullBytes / 20);
        await Eventually.HoldsAsync("the new package to say hello", TimeSpan.FromSeconds(30), () => site.LogOf("debian/web").Contains("Hello, world!", StringComparison.Ordinal));
    }

    private async Task PushAsync()
    {
        var folder = Path.Combine(site.Home, "debian");
        (await PublishedProgram.RunAsync(Repository.Path("tests", "EdgeOrch.System.Tests", "Images", "build-debian"), [folder], deadline: TimeSpan.FromMinutes(10))).Succeeded();
        var certificates = Directory.CreateDirectory(Path.Combine(site.Home, "certificates"));
        File.Copy(site.AuthorityFile, Path.Combine(certificates.FullName, "ca.crt"));
        var token = (await File.ReadAllTextAsync(site.AdminTokenFile, TestContext.Current.CancellationToken)).Trim();
        foreach (var version in (string[])["v1", "v2"])
        {
            (await PublishedProgram.RunAsync(
                "/usr/bin/skopeo",
                ["copy", "--quiet", "--dest-cert-dir", certificates.FullName, "--dest-creds", $"operator:{token}", $"oci:{folder}/{version}:{version}", $"docker://{site.Api}/debian/slim:{version}"],
                deadline: TimeSpan.FromMinutes(5))).Succeeded();
        }
    }
}
