import { checkExpiry, countLeads, run } from './common.js';

await run('openid-client', async (settings) => {
  const client = await import('openid-client');
  const allowHttp = settings.plainHttp ? [client.allowInsecureRequests] : [];

  let config;
  if (settings.discover) {
    config = await client.discovery(new URL(settings.baseUrl), settings.clientId, settings.clientSecret, undefined, {
      algorithm: 'oauth2',
      execute: allowHttp,
    });
  } else {
    config = new client.Configuration(
      { issuer: settings.baseUrl, token_endpoint: `${settings.baseUrl}${settings.tokenPath}` },
      settings.clientId,
      settings.clientSecret,
    );
    allowHttp.forEach((allow) => allow(config));
  }

  const token = await client.clientCredentialsGrant(config);
  checkExpiry(Date.now() + token.expiresIn() * 1000);

  const response = await client.fetchProtectedResource(config, token.access_token, new URL(settings.listUrl), 'GET');
  return {
    leads: await countLeads(response),
    tokenPath: new URL(config.serverMetadata().token_endpoint).pathname,
  };
});
