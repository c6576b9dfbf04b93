'use strict';
(() => {
    const run = JSON.parse(document.getElementById('run').textContent);
    const page = document.getElementById('page');
    const charts = [];

    // Text only: nothing of the data ever becomes markup.
    function element(parent, tag, className, text) {
        const made = document.createElement(tag);
        if (className) made.className = className;
        if (text !== undefined) { made.textContent = text; made.dir = 'auto'; }
        parent.append(made);
        return made;
    }

    function short(value) {
        if (value === null) return '–';
        const size = Math.abs(value);
        if (Number.isInteger(value) && size < 1e7) return value.toLocaleString('en');
        return size !== 0 && (size < 1e-3 || size >= 1e7) ? value.toExponential(3) : Number(value.toPrecision(5)).toString();
    }

    // On a canvas; isolated, so that names written from right to left leave the rest of the label alone.
    const label = name => '\u2068' + (name.length > 22 ? Array.from(name).slice(0, 21).join('') + '…' : name) + '\u2069';
    // Asked for whenever a chart is drawn, as colours follow the system's and the printer's.
    const color = (name, alpha = '') =>
        () => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim() + alpha;

    function section(title) {
        const made = element(page, 'section');
        element(made, 'h2', '', title);
        return made;
    }

    function chart(parent, title, config, height) {
        const box = element(parent, 'div', 'chart-box');
        element(box, 'h3', '', title);
        const holder = element(box, 'div', 'chart');
        if (height) holder.style.height = height;
        const canvas = element(holder, 'canvas');
        canvas.setAttribute('role', 'img');
        canvas.setAttribute('aria-label', title);
        charts.push(new Chart(canvas, config));
    }

    function axis(title, logarithmic) {
        const ticks = {color: color('quiet'), padding: 6, maxTicksLimit: 8, maxRotation: 0};
        const made = {
            title: {display: title !== '', text: title, color: color('quiet')}, ticks,
            grid: {drawTicks: false, color: color('line')}, border: {display: false}
        };
        if (!logarithmic) {
            ticks.maxTicksLimit = 6;
            ticks.callback = value => short(value);
            return made;
        }
        made.type = 'logarithmic';
        ticks.callback = (value, index, all) => {
            const decades = Math.log10(all[all.length - 1].value / all[0].value);
            const lead = value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
            const shown = decades > 2 ? Math.abs(lead - 1) < 1e-6 : decades < 0.7 || [1, 2, 5].some(n => Math.abs(lead - n) < 1e-6);
            return shown ? (value >= 1e5 || value < 1e-3 ? value.toExponential(0) : short(value)) : null;
        };
        return made;
    }

    const options = (x, y) => ({
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true,
        plugins: {
            colors: {enabled: false}, legend: {display: false},
            tooltip: {displayColors: false, backgroundColor: color('ink'), titleColor: color('paper'), bodyColor: color('paper')}
        },
        scales: {x, y}
    });

    function line(parent, title, xTitle, yTitle, points, shade) {
        const set = {
            data: points, borderColor: color(shade), pointBackgroundColor: color(shade), borderWidth: 1.75,
            pointBorderWidth: 0, pointRadius: points.length < 30 ? 2 : 0, pointHitRadius: 8
        };
        chart(parent, title, {type: 'line', data: {datasets: [set]}, options: options(axis(xTitle, true), axis(yTitle, true))});
    }

    function scatter(parent, title, xTitle, yTitle, points, guide) {
        const dots = {
            data: points, pointBackgroundColor: color('first', '90'), pointBorderWidth: 0,
            pointRadius: points.length > 300 ? 2 : 3
        };
        const straight = {
            type: 'line', data: guide, borderColor: color('second'), borderWidth: 1.25, pointRadius: 0, pointHitRadius: 0
        };
        chart(parent, title, {type: 'scatter', data: {datasets: [straight, dots]}, options: options(axis(xTitle), axis(yTitle))});
    }

    function bars(parent, title, names, values) {
        const set = {data: values, backgroundColor: color('first', 'd0'), barPercentage: .75, categoryPercentage: .9};
        const made = options(axis(''), {
            grid: {display: false}, border: {display: false}, ticks: {autoSkip: false, color: color('quiet')}
        });
        made.indexAxis = 'y';
        made.parsing = true;
        made.normalized = false;
        chart(parent, title, {type: 'bar', data: {labels: names.map(label), datasets: [set]}, options: made}, 3.5 + 1.5 * names.length + 'rem');
    }

    function head() {
        const state = {
            COST_CHANGE: run.converged ? ['good', 'Converged'] : ['warn', 'Cost hardly changes'], DIVERGED: ['bad', 'Diverged'], STOPPED: ['warn', 'Interrupted']
        }[run.reason] || (run.converged ? ['good', 'Converged'] : ['warn', 'Not converged']);
        document.title = 'Steepest: fit of ' + run.target;
        const title = element(page, 'h1', '', 'Fit of ');
        element(title, 'bdi', '', run.target);
        const text = element(page, 'p');
        element(text, 'span', 'state ' + state[0], state[1]);
        text.append(': ');
        element(text, 'bdi', 'quiet', run.message);
        const figures = element(page, 'dl', 'figures');
        for (const [name, value] of [['cost', short(run.cost)], ['gradient norm', short(run.gradientNorm)],
            ['epochs', short(run.epochs)], ['seconds', short(run.seconds)], ['learning rate', short(run.learningRate)]]) {
            const pair = element(figures, 'div');
            element(pair, 'dt', '', name);
            element(pair, 'dd', '', value);
        }
    }

    function metrics() {
        if (run.metrics.length === 0) return;
        const table = element(element(section('Metrics'), 'div', 'wide'), 'table', 'metrics');
        if (run.metrics[0].length > 2) {
            const header = element(table, 'tr');
            for (const name of ['', 'training', 'held out']) element(header, 'th', name && 'number', name);
        }
        for (const [name, ...values] of run.metrics) {
            const row = element(table, 'tr');
            element(row, 'th', '', name);
            for (const value of values) element(row, 'td', 'number', short(value));
        }
    }

    function advice() {
        if (run.advice.length === 0) return;
        const list = element(section('What to try next'), 'ul');
        for (const text of run.advice) element(list, 'li', '', text);
    }

    function descent() {
        const made = section('Descent');
        const grid = element(made, 'div', 'grid');
        // Logarithmic axes have no zero: the cost before the first step stands in the table of facts.
        const [EPOCH, SECONDS, COST, NORM, RATE] = [0, 1, 2, 3, 4];
        const points = (x, y) => run.curve.filter(row => row[EPOCH] > 0 && row[x] > 0 && row[y] > 0).map(row => ({x: row[x], y: row[y]}));
        for (const [name, y, shade] of [['Cost', COST, 'first'], ['Gradient norm', NORM, 'second']]) {
            for (const [title, x] of [['epochs', EPOCH], ['seconds', SECONDS]]) {
                const data = points(x, y);
                if (data.length > 0) line(grid, name + ' against ' + title, title, name.toLowerCase(), data, shade);
            }
        }
        const rates = points(EPOCH, RATE);
        if (rates.length > 0) line(grid, 'Learning rate', 'epochs', 'learning rate', rates, 'quiet');
        if (points(EPOCH, NORM).length === 0) {
            element(made, 'p', 'quiet', 'Descent over few rows at a time does not compute the gradient norm of every epoch: --gradient-tolerance asks for it.');
        }
    }

    function coefficients() {
        const made = section('Coefficients');
        const most = run.coefficients.slice(0, 30);
        element(made, 'p', 'quiet', 'Standardised: times the standard deviation of the feature, what a typical change of it adds to the prediction.'
            + (most.length < run.features ? ' The charts show the ' + most.length + ' largest of ' + run.features + ' features.' : ''));
        const grid = element(made, 'div', 'grid');
        bars(grid, 'Standardised', most.map(row => row[0]), most.map(row => row[2]));
        const original = most.slice().sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
        bars(grid, 'Original units', original.map(row => row[0]), original.map(row => row[1]));
        const details = element(made, 'details');
        element(details, 'summary', '', 'All figures');
        const table = element(element(details, 'div', 'wide'), 'table', 'coefficients');
        const header = element(table, 'tr');
        element(header, 'th', '', 'feature');
        element(header, 'th', 'number', 'coefficient');
        element(header, 'th', 'number', 'standardised');
        for (const [name, value, standardised] of [...run.coefficients, ['intercept', run.intercept, null]]) {
            const row = element(table, 'tr');
            element(row, 'td', '', name);
            element(row, 'td', 'number', value === null ? '–' : String(value));
            element(row, 'td', 'number', standardised === null ? '' : short(standardised));
        }
        if (run.coefficients.length < run.features) {
            element(details, 'p', 'quiet', 'The ' + run.coefficients.length + ' largest of ' + run.features + ': the model file has all.');
        }
    }

    function predictions() {
        const rows = run.predictions.filter(row => row[0] !== null && row[1] !== null);
        if (rows.length === 0) return;
        const made = section('Predictions');
        if (rows.length < run.rows) {
            element(made, 'p', 'quiet', rows.length.toLocaleString('en') + ' of ' + run.rows.toLocaleString('en') + ' rows, evenly spread.');
        }
        const grid = element(made, 'div', 'grid');
        const actual = rows.map(row => row[0]), predicted = rows.map(row => row[1]);
        const range = values => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
        const [low, high] = range(actual.concat(predicted));
        scatter(grid, 'Actual against predicted', 'predicted', 'actual', rows.map(([y, z]) => ({x: z, y})),
            [{x: low, y: low}, {x: high, y: high}]);
        const [left, right] = range(predicted);
        scatter(grid, 'Residuals: actual − predicted', 'predicted', 'residual', rows.map(([y, z]) => ({x: z, y: y - z})),
            [{x: left, y: 0}, {x: right, y: 0}]);
    }

    function facts() {
        const table = element(section('The run'), 'table', 'facts');
        for (const [name, value] of run.facts) {
            const row = element(table, 'tr');
            element(row, 'th', '', name);
            element(row, 'td', '', value);
        }
    }

    function paint() {
        for (const drawn of charts) drawn.update('none');
    }

    function print(on) {
        document.documentElement.toggleAttribute('data-print', on);
        for (const details of document.querySelectorAll('details')) details.open = on;
        paint();
        for (const drawn of charts) on ? drawn.resize(310, drawn.height) : drawn.resize();
    }

    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 12;
    head();
    metrics();
    advice();
    descent();
    coefficients();
    predictions();
    facts();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
    addEventListener('beforeprint', () => print(true));
    addEventListener('afterprint', () => print(false));
})();
