using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Deployments.Reading;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Join tokens: made by operators, redeemed by devices.</summary>
internal sealed class JoinTokens(IKeyedStore store, CertificateAuthority authority, TimeProvider time)
{
    /// <summary>The most tokens kept at a time.</summary>
    public const int MaxTokens = 1000;

    private const string Table = "join_tokens";

    // Long enough that a device told "expired" is told so by a record, and not that its token was never made.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(7);

    /// <summary>Everything wrong with a request for a token; empty when nothing is.</summary>
    public static IReadOnlyList<Problem> Check(JoinTokenRequest request)
    {
        var problems = new List<Problem>();
        if (request.Uses is < 1 or > JoinTokenRequest.MaxUses)
            problems.Add(new Problem("out-of-range", "uses", $"{request.Uses}: must be 1 to {JoinTokenRequest.MaxUses}"));
        var (shortest, longest) = (JoinTokenRequest.ShortestLifetime, JoinTokenRequest.LongestLifetime);
        if (request.Lifetime.Value < shortest.Value || request.Lifetime.Value > longest.Value)
            problems.Add(new Problem("out-of-range", "lifetime", $"{request.Lifetime}: must be {shortest} to {longest}"));
        problems.AddRange(LabelSyntax.Check(request.Labels, "labels"));
        return problems;
    }

    /// <summary>Makes a token from a request that <see cref="Check"/> found nothing wrong with.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxTokens"/> already.</exception>
    public async Task<JoinTokenResult> CreateAsync(JoinTokenRequest request, CancellationToken cancellation)
    {
        var kept = await PurgeAsync(cancellation);
        if (kept >= MaxTokens) throw new InvalidOperationException($"{kept} join tokens: at most {MaxTokens}; delete some");
        var (id, secret, now) = (Secrets.NewId(), Secrets.NewSecret(), time.GetUtcNow());
        var document = new JoinTokenDocument(Secrets.Hash(secret), now, now + request.Lifetime.Value, request.Uses, request.Labels);
        await WriteAsync(id, document, StoreWrite.Absent, cancellation);
        return new JoinTokenResult(id, new JoinToken(id, secret, authority.CertificateFingerprint).Text, document.ExpiresAt);
    }

    /// <summary>Every token, used and expired ones included, by id.</summary>
    public async Task<IReadOnlyList<JoinTokenView>> ListAsync(CancellationToken cancellation)
    {
        var views = new List<JoinTokenView>();
        await foreach (var (id, token) in AllAsync(cancellation))
            views.Add(new JoinTokenView(id, token.CreatedAt, token.ExpiresAt, token.UsesLeft, token.Labels));
        return views;
    }

    /// <summary>Deletes a token; false when there is none of this id.</summary>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellation)
    {
        if (!Secrets.IsId(id) || await store.GetAsync(Table, id, cancellation) is null) return false;
        await store.PutAsync([StoreWrite.Delete(Table, id)], cancellation);
        return true;
    }

    /// <summary>Takes one use of a token.</summary>
    /// <exception cref="TokenRefusedException">The token does not let a device join.</exception>
    public async Task<RedeemedToken> RedeemAsync(string? text, CancellationToken cancellation)
    {
        var (id, secret) = Read(text);
        while (true)
        {
            if (await store.GetAsync(Table, id, cancellation) is not { } stored
                || Read(stored) is var token && !Secrets.Matches(secret, token.SecretHash))
                throw new TokenRefusedException("token-unknown", "the join token is not known here");
            if (time.GetUtcNow() >= token.ExpiresAt)
                throw new TokenRefusedException("token-expired", $"join token {id} expired at {token.ExpiresAt:u}");
            if (token.UsesLeft < 1) throw new TokenRefusedException("token-used", $"join token {id} has no uses left");
            if (await TryWriteAsync(id, token with { UsesLeft = token.UsesLeft - 1 }, stored.Etag, cancellation)) return new RedeemedToken(id, token.Labels);
        }
    }

    /// <summary>Returns a use that enrolled no device.</summary>
    public async Task GiveBackAsync(RedeemedToken redeemed, CancellationToken cancellation)
    {
        while (await store.GetAsync(Table, redeemed.Id, cancellation) is { } stored)
        {
            var token = Read(stored);
            if (await TryWriteAsync(redeemed.Id, token with { UsesLeft = token.UsesLeft + 1 }, stored.Etag, cancellation)) return;
        }
    }

    private (string Id, string Secret) Read(string? text)
    {
        if (!JoinToken.TryParse(text, out var token) || !Secrets.IsId(token.Id))
            throw new TokenRefusedException("token-malformed", $"the join token must be {JoinToken.Rule}");
        if (token.Fingerprint != authority.CertificateFingerprint)
            throw new TokenRefusedException("token-unknown", "the join token was made by another control plane");
        return (token.Id, token.Secret);
    }

    private async Task<int> PurgeAsync(CancellationToken cancellation)
    {
        var kept = 0;
        var old = time.GetUtcNow() - KeptAfterExpiry;
        await foreach (var (id, token) in AllAsync(cancellation))
        {
            if (token.ExpiresAt < old) await store.PutAsync([StoreWrite.Delete(Table, id)], cancellation);
            else kept++;
        }

        return kept;
    }

    private async IAsyncEnumerable<(string Id, JoinTokenDocument Token)> AllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = await store.ScanAsync(Table, afterKey: after, cancellation: cancellation);
            foreach (var stored in page.Documents)
                yield return (stored.Key, Read(stored));
            after = page.NextAfterKey;
        }
        while (after is not null);
    }

    private async Task<bool> TryWriteAsync(string id, JoinTokenDocument token, string etag, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(id, token, etag, cancellation);
            return true;
        }
        catch (EtagMismatchException)
        {
            return false;
        }
    }

    private async Task WriteAsync(string id, JoinTokenDocument token, string etag, CancellationToken cancellation)
    {
        var content = ControlJson.Write(token);
        await store.PutAsync([StoreWrite.Put(Table, id, content, etag)], cancellation);
    }

    private static JoinTokenDocument Read(StoredDocument stored) => ControlJson.Read<JoinTokenDocument>(stored.Content);
}
