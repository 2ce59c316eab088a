using System.Text.Json;
using Orleans.Storage;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>Keeps grain states as JSON documents of a keyed store; a write completes once it is durable.</summary>
internal sealed class KeyedGrainStorage(IKeyedStore store, JsonSerializerOptions json) : IGrainStorage
{
    private const string Table = "grain_state";

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var document = await store.GetAsync(Table, Key(stateName, grainId));
        grainState.State = document is null ? Activator.CreateInstance<T>() : Deserialize<T>(document);
        grainState.ETag = document?.Etag;
        grainState.RecordExists = document is not null;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var content = JsonSerializer.SerializeToUtf8Bytes(grainState.State, json);
        grainState.ETag = await WriteAsync(StoreWrite.Put(Table, Key(stateName, grainId), content, grainState.ETag ?? StoreWrite.Absent));
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (grainState.ETag is { } etag) await WriteAsync(StoreWrite.Delete(Table, Key(stateName, grainId), etag));
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private async Task<string?> WriteAsync(StoreWrite write)
    {
        try
        {
            return (await store.PutAsync([write]))[0];
        }
        catch (EtagMismatchException e)
        {
            throw new InconsistentStateException(e.Message, e.Actual, e.Expected, e);
        }
    }

    private T Deserialize<T>(StoredDocument document) =>
        JsonSerializer.Deserialize<T>(document.Content.Span, json) ?? throw new JsonException($"grain state \"{document.Key}\": is null");

    // "/" ends the state's name, which has none, and the grain's type; the rest is the grain's key, whatever is in it.
    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
}
