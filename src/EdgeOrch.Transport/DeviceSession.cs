using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeOrch.Transport;

/// <summary>A device's MQTT 5 session with the control plane: connects, stays connected, and carries typed messages.</summary>
public sealed class DeviceSession : IAsyncDisposable
{
    // Requests from the cloud served at a time; more are refused, so that a flood costs no memory.
    private const int MaxServed = 16;
    // Chunks of the last transfers may still come after their end.
    private const int RememberedTransfers = 64;

    private readonly DeviceSessionOptions _options;
    private readonly ISessionObserver _observer;
    private readonly TimeProvider _time;
    private readonly Func<SignedDocument, CancellationToken, ValueTask> _desired;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient(new BoundedClientAdapterFactory());
    private readonly PendingRequests _pending = new();
    private readonly ServedMethods _served = new();
    private readonly ConcurrentDictionary<string, Action<long, byte[]>> _transfers = new(StringComparer.Ordinal);
    private readonly RecentKeys _recentTransfers = new(RememberedTransfers);
    private readonly LatestDocument _latest = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _connected = NewSource();
    private TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private int _serving;

    /// <summary>Prepares a session; <see cref="RunAsync"/> connects it.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="observer">Told of connects, losses and drops.</param>
    /// <param name="desired">Gets each desired state that comes, one at a time; only the newest of those that came meanwhile.</param>
    /// <param name="time">The clock of back-off and time-outs.</param>
    public DeviceSession(
        DeviceSessionOptions options, ISessionObserver observer, Func<SignedDocument, CancellationToken, ValueTask> desired, TimeProvider time)
    {
        (_options, _observer, _desired, _time) = (options, observer, desired, time);
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        _client.DisconnectedAsync += OnDisconnectedAsync;
    }

    /// <summary>The device.</summary>
    public DeviceId Device => _options.Device;

    /// <summary>Whether the session is connected, subscribed and announced.</summary>
    public bool IsConnected => _connected.Task.IsCompletedSuccessfully;

    internal TimeProvider Time => _time;

    /// <summary>Serves a method that the cloud calls; to be called before <see cref="RunAsync"/>.</summary>
    /// <param name="method">Its name, one of <see cref="RpcMethods"/>.</param>
    /// <param name="requestType">How the request is read.</param>
    /// <param name="responseType">How the result is written.</param>
    /// <param name="handler">Does it; an <see cref="RpcException"/> becomes the error that the cloud sees.</param>
    public void Serve<TRequest, TResponse>(
        string method, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        Func<TRequest, CancellationToken, Task<TResponse>> handler) => _served.Add(method, requestType, responseType, handler);

    /// <summary>Connects and stays connected until cancelled; then says offline and disconnects.</summary>
    public Task RunAsync(CancellationToken cancellation) => _run = StayConnectedAsync(cancellation);

    /// <summary>Completes once the session is connected.</summary>
    public Task WaitConnectedAsync(CancellationToken cancellation) => Volatile.Read(ref _connected).Task.WaitAsync(cancellation);

    /// <summary>Publishes reported state; completes when the broker has it.</summary>
    /// <exception cref="LinkException">Not connected, or the link went down.</exception>
    public Task PublishReportedAsync(ReportedState state, CancellationToken cancellation) =>
        PublishAsync(Plain(Topics.Reported(Device), JsonSerializer.SerializeToUtf8Bytes(state, WireJson.Default.ReportedState)), cancellation);

    /// <summary>Sends events of the outbox; completes when they are durable in the cloud.</summary>
    /// <exception cref="LinkException">Not connected, or the link went down.</exception>
    /// <exception cref="TimeoutException">No acknowledgement came in time.</exception>
    /// <exception cref="RpcException">The cloud answered with an error.</exception>
    public Task<EventsAcknowledged> SendEventsAsync(EventBatch batch, TimeSpan timeout, CancellationToken cancellation) => CallAsync(
        Topics.Events(Device), RpcMethods.Events, batch, WireJson.Default.EventBatch, WireJson.Default.EventsAcknowledged, timeout, cancellation);

    /// <summary>Asks the cloud and waits for its response.</summary>
    /// <exception cref="LinkException">Not connected, or the link went down.</exception>
    /// <exception cref="TimeoutException">No response came in time.</exception>
    /// <exception cref="RpcException">The cloud answered with an error.</exception>
    public Task<TResponse> RequestAsync<TRequest, TResponse>(
        string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        TimeSpan timeout, CancellationToken cancellation) =>
        CallAsync(Topics.Request(Device, method), method, request, requestType, responseType, timeout, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // It says offline before it disconnects; a connection dropped under it would leave the cloud to guess.
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DropConnectionAsync();
        _client.Dispose();
        _latest.Dispose();
    }

    /// <summary>Passes on the chunks of a transfer until removed; <paramref name="take"/> runs on the receive loop and must be quick.</summary>
    internal void AddTransfer(string transfer, Action<long, byte[]> take)
    {
        _transfers[transfer] = take;
        _recentTransfers.Add(transfer);
    }

    internal void RemoveTransfer(string transfer) => _transfers.TryRemove(transfer, out _);

    internal void Drop(string topic, string cause) => _observer.MessageDropped(topic, cause);

    private async Task StayConnectedAsync(CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        var deliver = DeliverDesiredAsync(linked.Token);
        var backoff = new Backoff(_options.FirstRetry, _options.LongestRetry);
        while (!linked.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(linked.Token);
                backoff.Reset();
                var cause = await _lost.Task.WaitAsync(linked.Token);
                MarkDown();
                _observer.StateChanged(SessionState.Disconnected, cause);
            }
            catch (Exception) when (linked.IsCancellationRequested)
            {
                // Whatever it says: a connect that is cancelled half-way may also fail as if the broker had closed the connection.
                break;
            }
            catch (Exception e)
            {
                MarkDown();
                _observer.StateChanged(SessionState.Disconnected, Describe(e));
                await DropConnectionAsync();
            }

            await Task.Delay(backoff.Next(), _time, linked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await SayOfflineAsync();
        await deliver;
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        string topic, string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        TimeSpan timeout, CancellationToken cancellation)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var (correlation, response) = _pending.Add();
        try
        {
            await PublishAsync(RpcMessages.Request(topic, Topics.Response(Device, method), correlation, payload), cancellation);
            return RpcMessages.Result(await response.WaitAsync(timeout, _time, cancellation), responseType);
        }
        finally
        {
            _pending.Remove(correlation);
        }
    }

    private async Task PublishAsync(MqttApplicationMessage message, CancellationToken cancellation)
    {
        if (message.Payload.Length > Limits.MessageBytes)
            throw new ArgumentException($"message of {message.Payload.Length} bytes on \"{message.Topic}\": at most {Limits.MessageBytes}", nameof(message));
        if (!_client.IsConnected) throw new LinkException("not connected to the control plane");
        MqttClientPublishResult result;
        try
        {
            result = await _client.PublishAsync(message, cancellation).WaitAsync(_options.Timeout, _time, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw new LinkException($"publish \"{message.Topic}\": {Describe(e)}", e);
        }

        if (!result.IsSuccess) throw new LinkException($"publish \"{message.Topic}\": refused with {result.ReasonCode}");
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        // Replaced before the attempt: a loss during it must not be taken for one of the connection before.
        Volatile.Write(ref _lost, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        // The certificate is disposed by its owner, who may hand out the same one again.
        var options = SessionOptions.Build(_options, Payload(LinkState.Offline));
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        var result = await _client.ConnectAsync(options, linked.Token);
        if (result.ResultCode != MqttClientConnectResultCode.Success) throw new LinkException($"the broker refused with {result.ResultCode} {result.ReasonString}");

        var subscribed = await _client.SubscribeAsync(SessionOptions.Subscriptions(Device), linked.Token);
        if (subscribed.Items.FirstOrDefault(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused)
            throw new LinkException($"subscribe \"{refused.TopicFilter.Topic}\": refused with {refused.ResultCode}");
        await PublishAsync(Plain(Topics.Link(Device), Payload(LinkState.Online)), linked.Token);

        Volatile.Read(ref _connected).TrySetResult();
        _observer.StateChanged(SessionState.Connected, null);
    }

    private void MarkDown()
    {
        var connected = Volatile.Read(ref _connected);
        if (connected.Task.IsCompleted) Interlocked.CompareExchange(ref _connected, NewSource(), connected);
    }

    private Task OnDisconnectedAsync(MqttClientDisconnectedEventArgs args)
    {
        MarkDown();
        var cause = args.Exception is { } e ? Describe(e) : string.IsNullOrEmpty(args.ReasonString) ? args.Reason.ToString() : args.ReasonString;
        Volatile.Read(ref _lost).TrySetResult(cause);
        _pending.FailAll(() => new LinkException($"the link went down: {cause}"));
        return Task.CompletedTask;
    }

    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        var message = args.ApplicationMessage;
        if (!Topics.TrySplit(message.Topic, out var device, out var rest) || device != Device) Drop(message.Topic, "not a topic of this device");
        else if (rest.StartsWith("blobs/", StringComparison.Ordinal)) TakeChunk(message, rest["blobs/".Length..]);
        else if (message.Payload.Length > Limits.MessageBytes) Drop(message.Topic, $"{message.Payload.Length} bytes, at most {Limits.MessageBytes}");
        else if (rest == "desired") TakeDesired(message);
        else if (rest.EndsWith("/response", StringComparison.Ordinal)) TakeResponse(message);
        else if (rest.StartsWith("rpc/", StringComparison.Ordinal) && rest.EndsWith("/request", StringComparison.Ordinal)) TakeRequest(message, rest[4..^8]);
        else Drop(message.Topic, "not a topic that this side takes");
        return Task.CompletedTask;
    }

    private void TakeChunk(MqttApplicationMessage message, string transfer)
    {
        if (!_transfers.TryGetValue(transfer, out var take))
        {
            if (!_recentTransfers.Contains(transfer)) Drop(message.Topic, "no such transfer");
        }
        else if (message.Payload.Length > BlobChunk.HeaderBytes + Limits.ChunkBytes) Drop(message.Topic, $"chunk of {message.Payload.Length} bytes");
        else if (!BlobChunk.TryDecode(message.Payload.ToArray(), out var offset, out var bytes)) Drop(message.Topic, "not a chunk");
        else take(offset, bytes.ToArray());
    }

    private void TakeDesired(MqttApplicationMessage message)
    {
        try
        {
            var document = JsonSerializer.Deserialize(message.Payload.ToArray(), WireJson.Default.SignedDocument);
            if (document is null) Drop(message.Topic, "the document is null");
            else _latest.Put(document);
        }
        catch (JsonException e)
        {
            Drop(message.Topic, $"does not parse: {e.Message}");
        }
    }

    private void TakeResponse(MqttApplicationMessage message)
    {
        if (!RpcMessages.TryReadResponse(message, out var response)) Drop(message.Topic, "not a response");
        else if (!_pending.TryComplete(message.CorrelationData, response)) Drop(message.Topic, "no request of ours asked for this response");
    }

    private void TakeRequest(MqttApplicationMessage message, string method)
    {
        // A response goes back below the device's own prefix or nowhere.
        if (message.ResponseTopic != Topics.Response(Device, method) || message.CorrelationData is not { } correlation)
        {
            Drop(message.Topic, "a request without its response topic and correlation data");
            return;
        }

        if (Interlocked.Increment(ref _serving) > MaxServed)
        {
            Interlocked.Decrement(ref _serving);
            Drop(message.Topic, $"{MaxServed} requests are being served already");
            return;
        }

        var payload = message.Payload.ToArray();
        // Off the receive loop: a handler may take its time, and may itself wait for a response.
        _ = Task.Run(() => ServeAsync(method, message.ResponseTopic, correlation, payload), CancellationToken.None);
    }

    private async Task ServeAsync(string method, string responseTopic, byte[] correlation, byte[] payload)
    {
        try
        {
            var response = await _served.CallAsync(method, payload, _stop.Token);
            await PublishAsync(RpcMessages.Response(responseTopic, correlation, response), _stop.Token);
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException or ArgumentException)
        {
            Drop(responseTopic, $"the response could not be sent: {e.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref _serving);
        }
    }

    private async Task DeliverDesiredAsync(CancellationToken cancellation)
    {
        while (await _latest.TakeAsync(cancellation) is { } document)
        {
            try
            {
                await _desired(document, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Drop(Topics.Desired(Device), $"was not taken: {Describe(e)}");
            }
        }
    }

    private async Task SayOfflineAsync()
    {
        var announced = IsConnected;
        try
        {
            if (_client.IsConnected) await PublishAsync(Plain(Topics.Link(Device), Payload(LinkState.Offline)), CancellationToken.None);
        }
        catch (LinkException)
        {
            // The session's will says the same.
        }

        await DropConnectionAsync();
        MarkDown();
        if (announced) _observer.StateChanged(SessionState.Disconnected, "stopped");
    }

    private Task DropConnectionAsync() => _client.IsConnected
        ? _client.TryDisconnectAsync(MqttClientDisconnectOptionsReason.NormalDisconnection)
        : Task.CompletedTask;

    private byte[] Payload(LinkState state) =>
        JsonSerializer.SerializeToUtf8Bytes(new LinkMessage(state, _options.AppliedGeneration()), WireJson.Default.LinkMessage);

    private static MqttApplicationMessage Plain(string topic, byte[] payload) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    };

    private static string Describe(Exception e) => e.InnerException is { } inner ? $"{e.Message}: {inner.Message}" : e.Message;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
