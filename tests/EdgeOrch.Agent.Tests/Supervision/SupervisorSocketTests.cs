using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Tests.Supervision;

public sealed class SupervisorSocketTests : IAsyncLifetime
{
    private readonly DeviceFixture _device = new();

    public ValueTask InitializeAsync() => new(_device.StartAsync());

    public ValueTask DisposeAsync() => _device.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1,2")]
    [InlineData("""{"request":"no-such"}""")]
    [InlineData("""{"request":"start"}""")]
    [InlineData("""{"request":"start","launch":{"id":"../../etc"}}""")]
    public async Task Converse_MalformedRequest_IsRefusedAndOthersAreServed(string body)
    {
        var reply = await SendAsync(body.Length, Encoding.UTF8.GetBytes(body));
        Assert.Equal(SupervisorErrorKind.Invalid, reply?.Kind);
        Assert.Empty(await _device.RecordsAsync());
    }

    [Fact]
    public async Task Converse_OversizedFrame_IsRefusedBeforeItIsRead()
    {
        var reply = await SendAsync(Frame.MaxRequestBytes + 1, []);
        Assert.Contains("above the limit", reply?.Error, StringComparison.Ordinal);
        Assert.Empty(await _device.RecordsAsync());
    }

    [Fact]
    public async Task Start_LaunchThatBreaksRules_NamesEachField()
    {
        var launch = _device.Shell("true");
        launch = launch with { StopSignal = 99, StopGrace = TimeSpan.FromDays(2), Rootfs = launch.Rootfs with { Upper = "/etc" } };
        var failure = await Assert.ThrowsAsync<SupervisorException>(() => _device.Client.StartAsync(launch, DeviceFixture.Cancel));
        Assert.Equal(SupervisorErrorKind.Invalid, failure.Kind);
        foreach (var field in new[] { "stopSignal 99", "stopGrace", "rootfs.upper \"/etc\"" }) Assert.Contains(field, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b.c")]
    [InlineData("lock")]
    [InlineData("")]
    public async Task Start_IdThatIsNoWorkload_IsRefused(string id)
    {
        var failure = await Assert.ThrowsAsync<SupervisorException>(() => _device.Client.StartAsync(_device.Shell("true") with { Id = id }, DeviceFixture.Cancel));
        Assert.Contains($"id \"{id}\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_Socket_IsForItsOwnerOnly() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_device.Options.SocketPath));

    private async Task<SupervisorReply?> SendAsync(int length, byte[] body)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_device.Options.SocketPath), DeviceFixture.Cancel);
        await using var stream = new NetworkStream(socket);
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        await stream.WriteAsync((byte[])[.. header, .. body], DeviceFixture.Cancel);
        return await Frame.ReadAsync(stream, Frame.MaxReplyBytes, SupervisionJson.Default.SupervisorReply, DeviceFixture.Cancel);
    }
}
