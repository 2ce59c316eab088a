using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport.Tests.Running;
using MQTTnet;

namespace EdgeOrch.Transport.Tests;

/// <summary>Requests of the cloud to the device.</summary>
public sealed class DeviceSessionServeTests : BrokerTest
{
    private static readonly string Response = Topics.Response(RunningSession.Device, RpcMethods.LogRead);

    [Fact]
    public async Task Serve_Result_IsSentWithTheRequestsCorrelation()
    {
        await using var running = await ServingAsync((request, _) => Task.FromResult(new LogReadResult([], $"{request.Tail}", false)));
        await AskAsync("""{"workload":"web/nginx","cursor":null,"tail":12,"waitSeconds":0}""", correlation: 7);

        var (message, response) = await AnswerAsync();
        Assert.Equal([7], message.CorrelationData);
        Assert.Equal("12", RpcMessages.Result(response, WireJson.Default.LogReadResult).Cursor);
    }

    [Fact]
    public async Task Serve_HandlerRefuses_SendsItsError()
    {
        await using var running = await ServingAsync((_, _) => throw new RpcException(new RpcError("no-such-log", "no log of \"web/nginx\"", false)));

        Assert.Equal(new RpcError("no-such-log", "no log of \"web/nginx\"", false), await ErrorAsync());
    }

    [Fact]
    public async Task Serve_HandlerFails_SendsThatItFailedAndNotWhy()
    {
        await using var running = await ServingAsync((_, _) => throw new InvalidOperationException("the secret is 42"));
        var error = await ErrorAsync();

        Assert.Equal(("internal", true), (error.Code, error.Retryable));
        Assert.DoesNotContain("42", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_HandlerGivesUpOnATokenOfItsOwn_StillAnswers()
    {
        await using var running = await ServingAsync((_, _) => throw new TaskCanceledException("a time-out of its own"));

        Assert.Equal("internal", (await ErrorAsync()).Code);
    }

    [Fact]
    public async Task Serve_ResultTooLarge_SendsAnErrorInstead()
    {
        await using var running = await ServingAsync((_, _) => Task.FromResult(new LogReadResult([], new string('x', Limits.MessageBytes), false)));

        Assert.Equal("response-too-large", (await ErrorAsync()).Code);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("{\"workload\":\"../etc\",\"cursor\":null,\"tail\":1,\"waitSeconds\":0}")]
    public async Task Serve_RequestThatDoesNotParse_SendsBadRequest(string payload)
    {
        await using var running = await ServingAsync((_, _) => Task.FromResult(new LogReadResult([], "", false)));

        Assert.Equal("bad-request", (await ErrorAsync(payload)).Code);
    }

    [Fact]
    public async Task Serve_MethodNobodyServes_SendsMethodUnknown()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);

        Assert.Equal("method-unknown", (await ErrorAsync()).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("edgeorch/v1/devices/pi-2/rpc/log-read/response")]
    [InlineData("edgeorch/v1/devices/pi-1/rpc/other/response")]
    [InlineData("edgeorch/v1/devices/pi-1/reported")]
    public async Task Serve_ResponseWantedElsewhere_IsDropped(string? responseTopic)
    {
        await using var running = await ServingAsync((_, _) => Task.FromResult(new LogReadResult([], "", false)));
        var request = RpcMessages.Request(Topics.Request(RunningSession.Device, RpcMethods.LogRead), responseTopic!, [1], "{}"u8.ToArray());
        await Broker.SendAsync(request);

        await running.DroppedAsync("without its response topic");
        Assert.Empty(Broker.Published("/response"));
    }

    [Fact]
    public async Task Serve_MoreThanSixteenAtOnce_DropsTheRestAndServesAgainLater()
    {
        var go = new TaskCompletionSource<LogReadResult>();
        await using var running = await ServingAsync((_, _) => go.Task);
        for (byte i = 0; i < 18; i++) await AskAsync(correlation: i);
        await Eventually.HoldsAsync("two drops", RunningSession.Patience, () => running.Drops.Count == 2);
        go.SetResult(new LogReadResult([], "", false));
        await Eventually.HoldsAsync("sixteen answers", RunningSession.Patience, () => Broker.Published("/response").Count == 16);

        await AskAsync(correlation: 99);
        await Broker.SeeAsync("/response", message => message.CorrelationData is [99]);
    }

    private Task<RunningSession> ServingAsync(Func<LogReadRequest, CancellationToken, Task<LogReadResult>> handler) => RunningSession.ConnectAsync(
        Broker, session => session.Serve(RpcMethods.LogRead, WireJson.Default.LogReadRequest, WireJson.Default.LogReadResult, handler));

    private Task AskAsync(string payload = """{"workload":"web/nginx","cursor":null,"tail":1,"waitSeconds":0}""", byte correlation = 1) => Broker.SendAsync(
        RpcMessages.Request(Topics.Request(RunningSession.Device, RpcMethods.LogRead), Response, [correlation], Encoding.UTF8.GetBytes(payload)));

    private async Task<(MqttApplicationMessage Message, RpcResponse Response)> AnswerAsync()
    {
        var message = await Broker.SeeAsync("/rpc/log-read/response");
        Assert.True(RpcMessages.TryReadResponse(message, out var response));
        return (message, response);
    }

    private async Task<RpcError> ErrorAsync(string payload = """{"workload":"web/nginx","cursor":null,"tail":1,"waitSeconds":0}""")
    {
        await AskAsync(payload);
        var (_, response) = await AnswerAsync();
        return Assert.Throws<RpcException>(() => RpcMessages.Result(response, WireJson.Default.LogReadResult)).Error;
    }
}
