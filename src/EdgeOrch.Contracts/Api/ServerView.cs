namespace EdgeOrch.Contracts.Api;

/// <summary>What a control plane says of itself: <c>GET /v1/server</c>.</summary>
/// <param name="Version">Its version.</param>
/// <param name="MqttHost">Host of its broker.</param>
/// <param name="MqttPort">TLS port of its broker.</param>
public sealed record ServerView(string Version, string MqttHost, int MqttPort);
