using System.Text.Json.Nodes;

namespace EdgeOrch.ControlPlane.Tests.Registry;

/// <summary>Other people's programs push to and pull from the registry. Needs skopeo, umoci, buildah, podman and busybox-static.</summary>
public sealed class OtherProgramsTests(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    [Fact]
    public async Task Skopeo_PushedAndPulledLayout_IsTheSameImage()
    {
        await BuildLayoutAsync("pushed");

        await registry.RunAsync("skopeo", "copy", "--preserve-digests", "--dest-tls-verify=false", "oci:pushed:v1", $"docker://{registry.Address}/skopeo/app:v1");
        await registry.RunAsync("skopeo", "copy", "--preserve-digests", "--src-tls-verify=false", $"docker://{registry.Address}/skopeo/app:v1", "oci:pulled:v1");

        Assert.Equal(ManifestDigest("pushed"), ManifestDigest("pulled"));
    }

    [Fact]
    public async Task Skopeo_CopyBetweenRepositories_MountsTheBlobs()
    {
        await BuildLayoutAsync("mounted");
        await registry.RunAsync("skopeo", "copy", "--dest-tls-verify=false", "oci:mounted:v1", $"docker://{registry.Address}/mount/from:v1");

        await registry.RunAsync(
            "skopeo", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{registry.Address}/mount/from:v1", $"docker://{registry.Address}/mount/to:v2");

        var tags = JsonNode.Parse(await registry.Client.GetStringAsync(new Uri("/v2/mount/to/tags/list", UriKind.Relative), TestContext.Current.CancellationToken))!;
        Assert.Equal("v2", (string?)tags["tags"]![0]);
    }

    [Fact]
    public async Task Buildah_PushedImage_CanBeInspected()
    {
        var root = registry.PathOf("buildah");
        string[] storage = ["--root", $"{root}/root", "--runroot", $"{root}/run", "--storage-driver", "vfs"];
        var container = (await registry.RunAsync("buildah", [.. storage, "from", "scratch"])).Trim();
        await registry.RunAsync("buildah", [.. storage, "copy", container, "/bin/busybox", "/bin/busybox"]);
        await registry.RunAsync("buildah", [.. storage, "commit", container, "app:v1"]);

        await registry.RunAsync("buildah", [.. storage, "push", "--tls-verify=false", "app:v1", $"docker://{registry.Address}/buildah/app:v1"]);

        var inspected = await registry.RunAsync("skopeo", "inspect", "--tls-verify=false", $"docker://{registry.Address}/buildah/app:v1");
        Assert.Equal("linux", (string?)JsonNode.Parse(inspected)!["Os"]);
    }

    [Fact]
    public async Task Podman_PushedImage_IsThere()
    {
        await BuildLayoutAsync("podman-layout");
        var root = registry.PathOf("podman");
        string[] storage = ["--root", $"{root}/root", "--runroot", $"{root}/run", "--storage-driver", "vfs", "--tmpdir", $"{root}/tmp"];
        var image = (await registry.RunAsync("podman", [.. storage, "pull", "-q", "oci:podman-layout:v1"])).Trim();

        await registry.RunAsync("podman", [.. storage, "push", "--tls-verify=false", image, $"{registry.Address}/podman/app:v1"]);

        using var response = await registry.Client.GetAsync(new Uri("/v2/podman/app/manifests/v1", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    private async Task BuildLayoutAsync(string name)
    {
        await registry.RunAsync("umoci", "init", "--layout", name);
        await registry.RunAsync("umoci", "new", "--image", $"{name}:v1");
        await registry.RunAsync("umoci", "insert", "--image", $"{name}:v1", "/bin/busybox", "/bin/busybox");
    }

    private string? ManifestDigest(string layout) =>
        (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(registry.PathOf(layout), "index.json")))!["manifests"]![0]!["digest"];
}
