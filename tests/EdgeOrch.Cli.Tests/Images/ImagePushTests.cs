using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;
using Microsoft.AspNetCore.Http;

namespace EdgeOrch.Cli.Tests.Images;

public sealed class ImagePushTests
{
    private const string Layer = "a layer, as far as a registry knows";
    private const string Config = """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""";

    [Fact]
    public async Task Push_Layout_SendsWhatIsMissingAndTheTagLast()
    {
        await using var run = await EdgectlRun.StartAsync();
        var (layout, manifest) = Layout(run, layerText: Layer);
        Uploads(run);
        run.Server.Answers[$"HEAD /v2/a/b/blobs/{Of(Config)}"] = _ => Task.CompletedTask;
        run.Server.Answers["PUT /v2/a/b/manifests/1.0"] = Created;
        var got = await run.RunAsync("image", "push", layout, "a/b:1.0");
        Assert.Equal(new Outcome(0, $"a/b:1.0@{Of(manifest)}\n", $"{Of(Layer).Hex[..12]}: pushed (35 B)\n{Of(Config).Hex[..12]}: already there (78 B)\n"), got);
        Assert.Equal(
            [
                $"HEAD /v2/a/b/blobs/{Of(Layer)}",
                "POST /v2/a/b/blobs/uploads/",
                $"PATCH /v2/a/b/blobs/uploads/u1?state=x\n{Layer}",
                $"PUT /v2/a/b/blobs/uploads/u1?state=y&digest={Uri.EscapeDataString(Of(Layer).ToString())}",
                $"HEAD /v2/a/b/blobs/{Of(Config)}",
                $"PUT /v2/a/b/manifests/1.0\n{manifest}",
            ],
            run.Server.Requests);
    }

    [Fact]
    public async Task Push_CorruptLayer_FailsBeforeTheManifest()
    {
        await using var run = await EdgectlRun.StartAsync();
        var (layout, _) = Layout(run, layerText: "something else, of the same length");
        Uploads(run);
        var got = await run.RunAsync("image", "push", layout, "a/b:1.0");
        Assert.Equal((1, ""), (got.Code, got.Out));
        Assert.Contains(Of(Layer).ToString(), got.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Server.Requests, r => r.StartsWith("PUT ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_RegistryPointsElsewhere_DoesNotFollow()
    {
        await using var run = await EdgectlRun.StartAsync();
        var (layout, _) = Layout(run, layerText: Layer);
        run.Server.Answers["POST /v2/a/b/blobs/uploads/"] = Accepted("https://elsewhere.example/upload");
        var got = await run.RunAsync("image", "push", layout, "a/b:1.0");
        Assert.Equal(1, got.Code);
        Assert.Contains("points the upload to another server, elsewhere.example", got.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "image \"Upper:1\": must be REPOSITORY[:TAG]", "image", "push", "/nowhere", "Upper:1")]
    [InlineData(2, "image \"web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\": must be REPOSITORY[:TAG]", "image", "push", "/nowhere", "web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData(1, "image \"/nowhere\": no such file or folder", "image", "push", "/nowhere", "a:1")]
    [InlineData(1, "\"/etc\": no OCI layout: \"oci-layout\" is missing", "image", "push", "/etc", "a:1")]
    public async Task Push_BadArguments_FailWithOneLine(int code, string expected, params string[] arguments)
    {
        await using var run = await EdgectlRun.StartAsync();
        var got = await run.RunAsync(arguments);
        Assert.Equal(code, got.Code);
        Assert.StartsWith($"edgectl: {expected}", got.Error, StringComparison.Ordinal);
        Assert.Single(got.Error.TrimEnd('\n').Split('\n'));
    }

    private static Digest Of(string text) => Digest.Compute(System.Text.Encoding.UTF8.GetBytes(text));

    private static (string Folder, string Manifest) Layout(EdgectlRun run, string layerText)
    {
        var manifest = $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Of(Config)}}","size":{{Config.Length}}},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Of(Layer)}}","size":{{Layer.Length}}}]}""";
        run.Write("layout/oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        run.Write("layout/index.json", $$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{Of(manifest)}}","size":{{manifest.Length}}}]}""");
        run.Write($"layout/blobs/sha256/{Of(manifest).Hex}", manifest);
        run.Write($"layout/blobs/sha256/{Of(Config).Hex}", Config);
        run.Write($"layout/blobs/sha256/{Of(Layer).Hex}", layerText);
        return (Path.Combine(run.Folder, "layout"), manifest);
    }

    private static void Uploads(EdgectlRun run)
    {
        run.Server.Answers["POST /v2/a/b/blobs/uploads/"] = Accepted("/v2/a/b/blobs/uploads/u1?state=x");
        run.Server.Answers["PATCH /v2/a/b/blobs/uploads/u1?state=x"] = Accepted($"{run.Server.Url}/v2/a/b/blobs/uploads/u1?state=y");
        run.Server.Answers[$"PUT /v2/a/b/blobs/uploads/u1?state=y&digest={Uri.EscapeDataString(Of(Layer).ToString())}"] = Created;
    }

    private static RequestDelegate Accepted(string location) => context =>
    {
        context.Response.StatusCode = 202;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    };

    private static Task Created(HttpContext context)
    {
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    }
}
