using System.Net.Sockets;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Agent.Supervision.Running;
using EdgeOrch.Containers.Kernel;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>One client's connection: a request, its reply, the next.</summary>
internal sealed class Conversation(NetworkStream stream, RequestHandler handler, ILogger log, CancellationToken leaving)
{
    private SupervisorRequest? _request;
    private RecordWatch? _watch;
    private HandedExec? _exec;
    private Attachment? _attachment;
    private bool _speaking;

    /// <summary>True when it has ended and nothing is left of it.</summary>
    public bool HasEnded { get; set; }

    /// <summary>How it stands once leaving has begun; null before, and in the middle of a message.</summary>
    public HandedConnection? Left => !leaving.IsCancellationRequested || _speaking ? null : new HandedConnection
    {
        Fd = (int)stream.Socket.Handle,
        Request = _request,
        Exec = _exec,
        Attached = _attachment?.Left?.Stdout,
        Exit = _attachment?.Ended is { IsCompletedSuccessfully: true } ended ? ended.Result : null,
        Untold = _watch?.Untold,
    };

    /// <summary>Runs until the client leaves, or we do.</summary>
    /// <param name="left">How an earlier program of this process left it; null for a new one.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(HandedConnection? left, CancellationToken cancellation)
    {
        _speaking = true;
        var user = SupervisorSocket.PeerUserId(stream.Socket);
        if (user != 0)
        {
            log.Refused($"user {user} is not root");
            return;
        }

        _speaking = false;
        if (left is { Request: not null } && !await ServeAsync(left.Request, left, cancellation)) return;
        while (await ReadAsync(cancellation) is { } request)
            if (!await ServeAsync(request, null, cancellation)) return;
    }

    private async Task<SupervisorRequest?> ReadAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, leaving);

        // What a client has not begun to say can be left to the next program.
        await ReadableAsync(either.Token);
        _speaking = true;
        try
        {
            var request = await Frame.ReadAsync(stream, Frame.MaxRequestBytes, SupervisionJson.Default.SupervisorRequest, cancellation);
            if (request is null) return null;
            (_request, _speaking) = (request, false);
            return request;
        }
        catch (InvalidDataException malformed)
        {
            // Where the next frame begins is not known any more.
            log.Refused(malformed.Message);
            await ReplyAsync(RequestHandler.Failure(SupervisorErrorKind.Invalid, malformed.Message), cancellation);
            return null;
        }
    }

    /// <summary>Serves a request; false when it was the last.</summary>
    private async Task<bool> ServeAsync(SupervisorRequest request, HandedConnection? left, CancellationToken cancellation)
    {
        _request = request;
        if (request is SupervisorRequest.Watch)
        {
            await WatchAsync(left?.Untold, cancellation);
            return false;
        }

        SupervisorReply reply;
        try
        {
            reply = request is SupervisorRequest.Attach attach ? await AttachAsync(attach.Id, left, cancellation)
                : request is SupervisorRequest.Attend attend && left?.Exec is null ? await handler.AttendAsync(attend.Command, ReceiveAsync, StartedAsync)
                : left is null ? await handler.AnswerAsync(request)
                : await handler.ResumeAsync(left);
        }
        catch (HandedOverException handed)
        {
            _exec = handed.Exec;
            throw;
        }

        await ReplyAsync(reply, cancellation);
        (_request, _attachment) = (null, null);
        _speaking = false;
        if (request is not SupervisorRequest.Shutdown) return true;
        handler.ShutDown();
        return false;

        async Task StartedAsync(RunningProcess process)
        {
            await ReplyAsync(new SupervisorReply { Process = process }, cancellation);
            _speaking = false;
        }
    }

    private async Task<SupervisorReply> AttachAsync(string id, HandedConnection? left, CancellationToken cancellation)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation, leaving);
        try
        {
            return left is null or { Attached: null, Exit: null }
                ? await handler.AttachAsync(id, ReceiveAsync, StartedAsync, gone.Token)
                : await handler.ResumeAttachAsync(id, left, Found, gone.Token);
        }
        finally
        {
            await gone.CancelAsync();
        }

        async Task StartedAsync(RunningProcess process, Attachment attachment)
        {
            await ReplyAsync(new SupervisorReply { Process = process }, cancellation);
            Found(attachment);
        }

        void Found(Attachment attachment)
        {
            (_attachment, _speaking) = (attachment, false);
            _ = CancelWhenClosedAsync(gone);
        }
    }

    /// <summary>The next descriptor that the client sends.</summary>
    private async Task<int> ReceiveAsync(CancellationToken cancellation)
    {
        await ReadableAsync(cancellation);
        return Rights.Receive(stream.Socket);
    }

    private async Task WatchAsync(IReadOnlyList<string>? untold, CancellationToken cancellation)
    {
        // Opened before the listing: what changes in between is told twice rather than never.
        var watch = handler.Watches.Open();
        using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, leaving);
        try
        {
            foreach (var record in handler.Containers.Records) await ChangeAsync(new ContainerChange(record.Id, record));
            if (untold is null) await ChangeAsync(new ContainerChange(null, null));
            else foreach (var id in untold) await ChangeAsync(new ContainerChange(id, handler.Containers.Find(id)));

            // Only now is the next program spared a new listing.
            _watch = watch;
            var closed = CancelWhenClosedAsync(hungUp);
            while (true)
                foreach (var id in await watch.TakeAsync(hungUp.Token))
                    await ChangeAsync(new ContainerChange(id, handler.Containers.Find(id)));
        }
        finally
        {
            // The watch notes on while the containers come to a standstill.
            if (!leaving.IsCancellationRequested) handler.Watches.Close(watch);
        }

        async Task ChangeAsync(ContainerChange change)
        {
            await ReplyAsync(new SupervisorReply { Change = change }, cancellation);
            _speaking = false;
        }
    }

    /// <summary>A client that watches or is attached says nothing more: whatever can be read is its end.</summary>
    private async Task CancelWhenClosedAsync(CancellationTokenSource hungUp)
    {
        try
        {
            await ReadableAsync(hungUp.Token);
            await hungUp.CancelAsync();
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The watch ended first.
        }
    }

    /// <summary>Waits, and takes nothing, until there is something to read or the client has closed.</summary>
    private async Task ReadableAsync(CancellationToken cancellation)
    {
        // A receive of no bytes also ends by the news of bytes that were taken meanwhile.
        do await stream.Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellation);
        while (!stream.Socket.Poll(0, SelectMode.SelectRead));
    }

    private async Task ReplyAsync(SupervisorReply reply, CancellationToken cancellation)
    {
        _speaking = true;
        await Frame.WriteAsync(stream, reply, SupervisionJson.Default.SupervisorReply, cancellation);
    }
}
