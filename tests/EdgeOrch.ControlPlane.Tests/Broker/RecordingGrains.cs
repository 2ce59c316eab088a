using System.Collections.Concurrent;
using System.Reflection;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>A grain factory that knows <see cref="RecordingDeviceGrain"/> by key and nothing else.</summary>
public class RecordingGrains : DispatchProxy
{
    private readonly ConcurrentDictionary<string, RecordingDeviceGrain> _devices = new(StringComparer.Ordinal);

    internal static (IGrainFactory Factory, RecordingGrains Grains) Create()
    {
        var factory = Create<IGrainFactory, RecordingGrains>();
        return (factory, (RecordingGrains)(object)factory);
    }

    internal RecordingDeviceGrain Device(string id) => _devices.GetOrAdd(id, _ => new RecordingDeviceGrain());

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args is [string key, ..]
        ? Device(key)
        : throw new NotSupportedException($"{targetMethod}");
}
