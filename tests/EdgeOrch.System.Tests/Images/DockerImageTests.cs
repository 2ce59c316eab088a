using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Images;

/// <summary>The promise: what Docker builds and pushes runs on devices. Needs docker.io and busybox-static.</summary>
public sealed class DockerImageTests(Site site) : IClassFixture<Site>
{
    private const string Dockerfile = """
        FROM scratch
        COPY busybox /bin/busybox
        ENV GREETING="from docker"
        ENTRYPOINT ["/bin/busybox", "sh", "-c", "/bin/busybox echo hello $GREETING && exec /bin/busybox sleep 1000"]
        """;

    [Fact]
    public async Task Push_ByDocker_RunsOnTheDevice()
    {
        await using var docker = new DockerDaemon(Path.Combine(site.Home, "docker"));
        await docker.StartAsync();
        var image = $"{site.Api}/docker/hello:v1";
        var context = Directory.CreateDirectory(Path.Combine(site.Home, "context")).FullName;
        await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), Dockerfile, TestContext.Current.CancellationToken);
        File.Copy("/bin/busybox", Path.Combine(context, "busybox"));

        await docker.RunAsync(null, "build", "--quiet", "--tag", image, context);
        await docker.RunAsync(await File.ReadAllTextAsync(site.AdminTokenFile, TestContext.Current.CancellationToken), "login", "--username", "operator", "--password-stdin", site.Api);
        await docker.RunAsync(null, "push", image);
        await site.ApplyAsync(site.Manifest("docker", "docker/hello:v1"));

        await site.AwaitRunningAsync("docker/web", 1);
        await Eventually.HoldsAsync("the image to say hello", TimeSpan.FromSeconds(30), () => site.LogOf("docker/web").Contains("hello from docker", StringComparison.Ordinal));
    }
}
