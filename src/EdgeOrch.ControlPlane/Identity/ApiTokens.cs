using EdgeOrch.ControlPlane.Storage;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Bearer tokens of operators: <c>eoa1.{id}.{secret}</c>.</summary>
internal sealed class ApiTokens(IKeyedStore store, IOptions<IdentityOptions> options, TimeProvider time)
{
    private const string Table = "api_tokens";
    private const string Version = "eoa1";
    private const int MaxTokenLength = 128;

    /// <summary>The file that holds the first token, for the owner of the identity folder.</summary>
    public string AdminTokenPath => Path.Combine(options.Value.Directory, "admin.token");

    /// <summary>Makes the token of <see cref="AdminTokenPath"/> when the file is not there; the one it held before is void then.</summary>
    public async Task EnsureAdminAsync(CancellationToken cancellation)
    {
        if (File.Exists(AdminTokenPath)) return;
        PrivateFiles.MakeFolder(options.Value.Directory);
        await VoidAsync("admin", cancellation);
        var token = await CreateAsync("admin", cancellation);
        PrivateFiles.WriteSecret(AdminTokenPath, token + "\n");
    }

    /// <summary>Makes a token.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The token; it is not stored and cannot be shown again.</returns>
    public async Task<string> CreateAsync(string name, CancellationToken cancellation)
    {
        var (id, secret) = (Secrets.NewId(), Secrets.NewSecret());
        var document = ControlJson.Write(new ApiTokenDocument(name, Secrets.Hash(secret), time.GetUtcNow()));
        await store.PutAsync([StoreWrite.Put(Table, id, document, StoreWrite.Absent)], cancellation);
        return $"{Version}.{id}.{secret}";
    }

    /// <summary>Whose token it is; null when it is no valid one.</summary>
    public async Task<string?> AuthenticateAsync(string? token, CancellationToken cancellation)
    {
        var parts = token is { Length: <= MaxTokenLength } ? token.Split('.') : [];
        if (parts.Length != 3 || parts[0] != Version || !Secrets.IsId(parts[1])) return null;
        if (await store.GetAsync(Table, parts[1], cancellation) is not { } stored) return null;
        var document = Read(stored);
        return Secrets.Matches(parts[2], document.SecretHash) ? document.Name : null;
    }

    private async Task VoidAsync(string name, CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = await store.ScanAsync(Table, afterKey: after, cancellation: cancellation);
            foreach (var stored in page.Documents)
            {
                if (Read(stored).Name == name) await store.PutAsync([StoreWrite.Delete(Table, stored.Key)], cancellation);
            }

            after = page.NextAfterKey;
        }
        while (after is not null);
    }

    private static ApiTokenDocument Read(StoredDocument stored) => ControlJson.Read<ApiTokenDocument>(stored.Content);
}
