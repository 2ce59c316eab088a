using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeOrch.Transport;

/// <summary>Requests and responses as MQTT 5 messages, the same from either end.</summary>
public static class RpcMessages
{
    /// <summary>A request: QoS 1, with response topic and correlation data.</summary>
    public static MqttApplicationMessage Request(string topic, string responseTopic, byte[] correlation, byte[] payload) => new()
    {
        Topic = topic,
        ResponseTopic = responseTopic,
        CorrelationData = correlation,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    };

    /// <summary>A response: QoS 1, the outcome in the user property <see cref="RpcError.StatusProperty"/>.</summary>
    public static MqttApplicationMessage Response(string responseTopic, byte[] correlation, RpcResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var status = response.IsError ? RpcError.StatusError : RpcError.StatusOk;
        return new MqttApplicationMessage
        {
            Topic = responseTopic,
            CorrelationData = correlation,
            Payload = new ReadOnlySequence<byte>(response.Payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            UserProperties = [new MqttUserProperty(RpcError.StatusProperty, System.Text.Encoding.UTF8.GetBytes(status))],
        };
    }

    /// <summary>An error response's content.</summary>
    public static RpcResponse Error(RpcError error) => new(true, JsonSerializer.SerializeToUtf8Bytes(error, WireJson.Default.RpcError));

    /// <summary>Reads a response message; false when it is larger than <see cref="Limits.MessageBytes"/> or says no outcome.</summary>
    public static bool TryReadResponse(MqttApplicationMessage message, out RpcResponse response)
    {
        ArgumentNullException.ThrowIfNull(message);
        response = new RpcResponse(true, []);
        if (message.Payload.Length > Limits.MessageBytes) return false;
        var status = message.UserProperties?.FirstOrDefault(p => p.Name == RpcError.StatusProperty) is { } property
            ? System.Text.Encoding.UTF8.GetString(property.ValueBuffer.Span)
            : null;
        if (status is not (RpcError.StatusOk or RpcError.StatusError)) return false;
        response = new RpcResponse(status == RpcError.StatusError, message.Payload.ToArray());
        return true;
    }

    /// <summary>The result in a response.</summary>
    /// <exception cref="RpcException">The response is an error, or does not parse.</exception>
    public static TResponse Result<TResponse>(RpcResponse response, JsonTypeInfo<TResponse> type)
    {
        ArgumentNullException.ThrowIfNull(response);
        try
        {
            if (!response.IsError && JsonSerializer.Deserialize(response.Payload, type) is { } result) return result;
            if (response.IsError && JsonSerializer.Deserialize(response.Payload, WireJson.Default.RpcError) is { } error) throw new RpcException(error);
            throw new RpcException(new RpcError("bad-response", "the response is null", false));
        }
        catch (JsonException e)
        {
            throw new RpcException(new RpcError("bad-response", $"the response does not parse: {e.Message}", false));
        }
    }
}
