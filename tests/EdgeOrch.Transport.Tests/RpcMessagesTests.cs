using System.Buffers;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using MQTTnet;
using MQTTnet.Packets;

namespace EdgeOrch.Transport.Tests;

public sealed class RpcMessagesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Response_WrittenAndRead_IsTheSame(bool isError)
    {
        var message = RpcMessages.Response("a/response", [1, 2], new RpcResponse(isError, [3, 4]));

        Assert.True(RpcMessages.TryReadResponse(message, out var read));
        Assert.Equal(isError, read.IsError);
        Assert.Equal([3, 4], read.Payload);
        Assert.Equal([1, 2], message.CorrelationData);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("maybe")]
    public void TryReadResponse_NoOutcome_IsRefused(string? status)
    {
        var message = new MqttApplicationMessage { Topic = "a/response" };
        if (status is not null) message.UserProperties = [new MqttUserProperty(RpcError.StatusProperty, System.Text.Encoding.UTF8.GetBytes(status))];

        Assert.False(RpcMessages.TryReadResponse(message, out _));
    }

    [Fact]
    public void TryReadResponse_TooLarge_IsRefused()
    {
        var message = RpcMessages.Response("a/response", [1], new RpcResponse(false, []));
        message.Payload = new ReadOnlySequence<byte>(new byte[Limits.MessageBytes + 1]);

        Assert.False(RpcMessages.TryReadResponse(message, out _));
    }
}
