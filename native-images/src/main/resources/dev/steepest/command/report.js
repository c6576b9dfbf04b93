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
    const label = (name, most = 22) => '\u2068' + (name.length > most ? Array.from(name).slice(0, most - 1).join('') + '…' : name) + '\u2069';
    // Asked for whenever a chart is drawn, as colours follow the system's and the printer's.
    const color = (name, alpha = '') =>
        () => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim() + alpha;

    function section(title) {
        const made = element(page, 'section');
        element(made, 'h2', '', title);
        return made;
    }

    function chart(parent, title, config, {height, legend = []} = {}) {
        const box = element(parent, 'div', 'chart-box');
        element(box, 'h3', '', title);
        if (legend.length > 0) {
            const list = element(box, 'ul', 'legend');
            for (const [shade, name] of legend) element(list, 'li', shade, name);
        }
        const holder = element(box, 'div', 'chart');
        if (height) holder.style.height = height;
        const canvas = element(holder, 'canvas');
        canvas.setAttribute('role', 'img');
        canvas.setAttribute('aria-label', title);
        charts.push(new Chart(canvas, config));
    }

    // Below zero and between near values a logarithm shows nothing.
    const spreads = values => {
        const least = Math.min(...values), most = Math.max(...values);
        return least > 0 && most >= 10 * least;
    };

    function axis(title, more) {
        return {
            type: 'linear',
            title: {display: title !== '', text: title, color: color('quiet')},
            ticks: {
                color: color('quiet'), padding: 6, maxTicksLimit: 6, maxRotation: 0, autoSkipPadding: 12, callback: value => short(value)
            },
            grid: {drawTicks: false, color: color('line')}, border: {display: false}, ...more
        };
    }

    // 1, 2 and 5 of each power of ten, of many powers the powers alone.
    function steps(least, most) {
        const leads = most / least > 1e3 ? [1] : [1, 2, 5];
        const made = [];
        for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
            for (const lead of leads) made.push(Number(lead + 'e' + power));
        }
        return made.filter(value => value >= least * (1 - 1e-9) && value <= most * (1 + 1e-9));
    }

    function logarithmic(title) {
        const made = axis(title, {type: 'logarithmic', afterBuildTicks: of => { of.ticks = steps(of.min, of.max).map(value => ({value})); }});
        made.ticks.callback = value => value >= 1e5 || value < 1e-3 ? value.toExponential(0) : short(value);
        return made;
    }

    // A logarithm of epoch + 1, as epoch 0, before the first step, belongs to the descent.
    function epochAxis(last) {
        const made = axis('epochs', {
            type: 'logarithmic', min: 1, max: last + 1,
            afterBuildTicks: of => {
                const few = steps(1, Math.max(last, 1)).filter(value => last <= 100 || /^10*$/.test(String(value)));
                of.ticks = [0, ...few].map(value => ({value: value + 1}));
            }
        });
        made.ticks.maxTicksLimit = 8;
        made.ticks.callback = value => value > 1e6 ? (value - 1).toExponential(0) : short(value - 1);
        return made;
    }

    const fitting = (title, values) => spreads(values) ? logarithmic(title) : axis(title);

    const options = (x, y) => ({
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true,
        plugins: {
            colors: {enabled: false}, legend: {display: false},
            tooltip: {displayColors: false, backgroundColor: color('ink'), titleColor: color('paper'), bodyColor: color('paper')}
        },
        scales: {x, y}
    });

    // Lines by their names: of one alone the heading tells.
    function lines(parent, title, x, y, sets, more) {
        const datasets = sets.map(set => ({
            data: set.points, borderColor: color(set.shade), pointBackgroundColor: color(set.shade), borderWidth: 1.75, pointBorderWidth: 0, clip: 6,
            pointRadius: set.points.length < 30 ? 2 : 0, pointHitRadius: 8, ...set.more
        }));
        chart(parent, title, {type: 'line', data: {datasets: [...datasets, ...(more || [])]}, options: options(x, y)}, {
            legend: sets.map(set => [set.shade, set.name]).filter(entry => entry[1])
        });
    }

    const guide = (from, to) => ({
        type: 'line', data: [from, to], borderColor: color('quiet'), borderWidth: 1.25, borderDash: [5, 4], pointRadius: 0, pointHitRadius: 0, clip: 6
    });

    function scatter(parent, title, x, y, sets, guides) {
        const dots = sets.map(set => ({
            data: set.points, pointBackgroundColor: color(set.shade, '90'), pointBorderWidth: 0, pointRadius: set.points.length > 300 ? 2 : 3
        }));
        chart(parent, title, {type: 'scatter', data: {datasets: [...dots, ...guides]}, options: options(x, y)}, {
            legend: sets.length > 1 ? sets.map(set => [set.shade, set.name]) : []
        });
    }

    function bars(parent, title, names, values) {
        const set = {data: values, backgroundColor: color('first', 'd0'), barPercentage: .75, categoryPercentage: .9};
        const made = options(axis(''), {
            type: 'category', grid: {display: false}, border: {display: false}, ticks: {autoSkip: false, color: color('quiet')}
        });
        made.indexAxis = 'y';
        made.parsing = true;
        made.normalized = false;
        chart(parent, title, {type: 'bar', data: {labels: names.map(name => label(name)), datasets: [set]}, options: made}, {height: 3.5 + 1.5 * names.length + 'rem'});
    }

    const heldOut = run.sets.length > 1;
    const names = heldOut ? ['training', 'held out'] : [''];
    const shades = ['first', 'second'];
    // A number alone would not tell what it is.
    const classes = run.classes.map(name => Number.isFinite(Number(name)) ? run.target + ' = ' + name : name);
    const positive = classes[1];

    // What this loss calls a prediction, and what coefficients add to.
    const words = (() => {
        const quantile = /^quantile:(.*)$/.exec(run.loss);
        if (run.labels && run.link === 'logit') {
            return {title: 'Probabilities', prediction: label('probability of ' + positive, 40), sum: 'the log-odds of ' + positive};
        }
        if (run.labels) return {title: 'Scores', prediction: 'score', sum: 'the score, which is above 0 for ' + positive};
        if (run.link === 'log') return {title: 'Predictions', prediction: 'predicted mean', sum: 'the logarithm of the predicted mean'};
        if (quantile) return {title: 'Predictions', prediction: 'predicted ' + quantile[1] + ' quantile', sum: 'the prediction'};
        return {title: 'Predictions', prediction: 'prediction', sum: 'the prediction'};
    })();

    const ENDS = {
        DIVERGED: ['bad', 'Diverged'], STOPPED: ['warn', 'Interrupted'], COST_CHANGE: ['warn', 'Cost hardly changes'],
        REMAINING: ['warn', 'Ended as near to the optimum as was asked'], GRADIENT_NORM: ['warn', 'Gradient as short as was asked'],
        VALIDATION: ['good', 'Ended early by the rows held out'], TIME_LIMIT: ['warn', 'Out of time']
    };

    function head() {
        const isEnd = run.reason === 'DIVERGED' || run.reason === 'STOPPED' || !run.converged;
        const state = isEnd ? ENDS[run.reason] || ['warn', 'Not converged'] : ['good', 'Converged'];
        document.title = 'Steepest: fit of ' + run.target;
        const title = element(page, 'h1', '', 'Fit of ');
        element(title, 'bdi', '', run.target);
        const text = element(page, 'p');
        element(text, 'span', 'state ' + state[0], state[1]);
        text.append(': ');
        element(text, 'bdi', 'quiet', run.message);
        const figures = element(page, 'dl', 'figures');
        const best = run.labels ? ['accuracy', 'ROC AUC', 'log-loss'] : run.link === 'log' ? ['mean deviance', 'R²', 'MAE'] : ['R²', 'RMSE', 'MAE'];
        const shown = best.map(name => run.metrics.find(row => row[0] === name)).filter(row => row && row[row.length - 1] !== null)
            .map(row => [row[0] + (heldOut ? ', held out' : ''), short(row[row.length - 1])]);
        if (run.remaining !== null) {
            shown.push([run.remainingIsBound ? 'remaining, at most' : 'remaining, estimated', run.remaining === 0 ? '0' : run.remaining.toPrecision(2)]);
        }
        for (const [name, value] of [...shown, ['epochs', short(run.epochs)], ['seconds', run.seconds.toPrecision(3)]]) {
            const pair = element(figures, 'div');
            element(pair, 'dt', '', name);
            element(pair, 'dd', '', value);
        }
    }

    function metrics() {
        const known = run.metrics.filter(([, ...values]) => values.some(value => value !== null));
        if (known.length === 0) return;
        const table = element(element(section('Metrics'), 'div', 'wide'), 'table', 'metrics');
        if (known[0].length > 2) {
            const header = element(table, 'tr');
            for (const name of ['', ...names]) element(header, 'th', name && 'number', name);
        }
        for (const [name, ...values] of known) {
            const row = element(table, 'tr');
            element(row, 'th', '', name);
            for (const value of values) element(row, 'td', 'number', short(value));
        }
    }

    function advice() {
        if (run.advice.length === 0) return;
        const list = element(section('What to try next'), 'ul', 'advice');
        for (const text of run.advice) element(list, 'li', '', text);
    }

    function descent() {
        const made = section('Descent');
        const grid = element(made, 'div', 'grid');
        const [EPOCH, SECONDS, COST, NORM, RATE, HELD_OUT] = [0, 1, 2, 3, 4, 5];
        const last = run.curve.reduce((most, row) => Math.max(most, row[EPOCH]), 0);
        const points = (x, y) => run.curve.filter(row => row[x] !== null && row[y] !== null)
            .map(row => ({x: x === EPOCH ? row[x] + 1 : row[x], y: row[y]}));
        const draw = (title, xTitle, x, yTitle, ys) => {
            const sets = ys.map((y, k) => ({points: points(x, y), shade: shades[k], name: ys.length > 1 ? names[k] : ''}))
                .filter(set => set.points.length > 1);
            if (sets.length === 0) return;
            const all = sets.flatMap(set => set.points);
            lines(grid, title, x === EPOCH ? epochAxis(last) : fitting(xTitle, all.map(point => point.x)), fitting(yTitle, all.map(point => point.y)), sets);
        };
        const costs = run.curve.some(row => row[HELD_OUT] !== null) ? [COST, HELD_OUT] : [COST];
        draw('Cost by epoch', 'epochs', EPOCH, 'cost', costs);
        draw('Cost by time', 'seconds', SECONDS, 'cost', costs);
        draw('Gradient norm by epoch', 'epochs', EPOCH, 'gradient norm', [NORM]);
        draw('Gradient norm by time', 'seconds', SECONDS, 'gradient norm', [NORM]);
        const rates = new Set(run.curve.map(row => row[RATE]).filter(rate => rate !== null));
        if (rates.size > 1) draw('Learning rate by epoch', 'epochs', EPOCH, 'learning rate', [RATE]);
        if (points(EPOCH, COST).length > 1 && points(EPOCH, NORM).length < 2) {
            element(made, 'p', 'quiet', 'Descent over few rows at a time does not compute the gradient norm of every epoch: --gradient-tolerance asks for it.');
        }
    }

    function coefficients() {
        const made = section('Coefficients');
        const most = run.coefficients.slice(0, 30);
        element(made, 'p', 'quiet', 'Standardised: times the standard deviation of the feature, what a typical change of it adds to ' + words.sum + '.'
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

    function sampled(parent, taken) {
        const few = run.sets.filter(set => taken(set) < set.rows);
        if (few.length === 0) return;
        element(parent, 'p', 'quiet', few.map(set => taken(set).toLocaleString('en') + ' of ' + set.rows.toLocaleString('en') + ' rows'
            + (heldOut ? ' ' + set.name : '')).join(' and ') + ', evenly spread.');
    }

    function predictions() {
        const sets = run.sets.map((set, k) => ({
            name: set.name, shade: shades[k], rows: set.predictions.filter(row => row.every(value => value !== null))
        }));
        const rows = sets.flatMap(set => set.rows);
        if (rows.length === 0) return;
        const made = section(words.title);
        sampled(made, set => set.predictions.length);
        const counts = run.link === 'log';
        if (counts) {
            element(made, 'p', 'quiet', 'A deviance residual is the signed root of what a row adds to the deviance. Where counts vary as Poisson\'s do, most lie'
                + ' between −2 and 2; far more beyond, or a fan, tells of a spread that the mean does not explain.');
        }
        const grid = element(made, 'div', 'grid');
        const predicted = rows.map(row => row[1]);
        const range = values => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
        const [low, high] = range(predicted.concat(rows.map(row => row[0])));
        const drawn = of => sets.map(set => ({name: set.name, shade: set.shade, points: set.rows.map(row => ({x: row[1], y: of(row)}))}));
        scatter(grid, 'Actual against ' + words.prediction, axis(words.prediction), axis('actual'), drawn(row => row[0]),
            [guide({x: low, y: low}, {x: high, y: high})]);
        const [left, right] = range(predicted);
        const level = y => guide({x: left, y}, {x: right, y});
        const wide = left > 0 && right > 100 * left ? logarithmic(words.prediction) : axis(words.prediction);
        if (counts) scatter(grid, 'Deviance residuals', wide, axis('deviance residual'), drawn(row => row[2]), [level(0), level(2), level(-2)]);
        else scatter(grid, 'Residuals: actual − ' + words.prediction, axis(words.prediction), axis('residual'), drawn(row => row[0] - row[1]), [level(0)]);
    }

    // A share of the rows of a label, as a shade behind its number.
    function confusion(parent, set) {
        const box = element(parent, 'div', 'chart-box');
        element(box, 'h3', '', 'Confusion matrix' + (heldOut ? ', ' + set.name : ''));
        const table = element(element(box, 'div', 'wide'), 'table', 'confusion');
        const header = element(table, 'tr');
        element(header, 'th', '', 'actual');
        for (const name of run.classes) element(header, 'th', 'number', 'called ' + label(name));
        set.confusion.forEach((cells, k) => {
            const row = element(table, 'tr');
            element(row, 'th', '', label(classes[k]));
            const sum = cells[0] + cells[1];
            for (const cell of cells) {
                const made = element(row, 'td', 'number', short(cell));
                made.style.setProperty('--share', sum > 0 ? 100 * cell / sum + '%' : '0%');
                element(made, 'small', 'quiet', sum > 0 ? (100 * cell / sum).toFixed(1) + ' %' : '–');
            }
        });
    }

    function labels() {
        const made = section(words.title);
        sampled(made, set => set.taken);
        const share = title => axis(title, {min: 0, max: 1});
        const grid = element(made, 'div', 'grid');
        run.sets.filter(set => set.confusion).forEach(set => confusion(grid, set));
        if (heldOut && grid.children.length % 2 === 1) element(grid, 'div');
        const sets = run.sets.map((set, k) => ({...set, shade: shades[k]})).filter(set => set.points.length > 0);
        const named = (set, name, value) => (heldOut ? set.name + ', ' : '') + name + (value === null || value === undefined ? '' : ' ' + short(value));
        if (sets.length > 0) {
            lines(grid, 'ROC curve', share('false positive rate'), share('true positive rate'), sets.map(set => ({
                name: named(set, 'area', set.rocAuc), shade: set.shade, points: set.points.map(row => ({x: row[1], y: row[2]})),
                more: {pointRadius: 0}
            })), [guide({x: 0, y: 0}, {x: 1, y: 1})]);
            lines(grid, 'Precision and recall', share('recall'), share('precision'), sets.map(set => ({
                name: named(set, 'average precision', set.averagePrecision), shade: set.shade,
                points: [{x: 0, y: set.points[1][3]}, ...set.points.slice(1).map(row => ({x: row[2], y: row[3]}))],
                more: {stepped: 'after', pointRadius: 0}
            })), [guide({x: 0, y: sets[0].share}, {x: 1, y: sets[0].share})]);
        }
        const calibrated = run.sets.map((set, k) => ({...set, shade: shades[k]})).filter(set => set.calibration);
        if (calibrated.length > 0) {
            lines(grid, 'Calibration', share(words.prediction), share(label('share of ' + positive, 30)), calibrated.map((set, k) => ({
                name: names[k], shade: set.shade, points: set.calibration.map(row => ({x: row[0], y: row[1]})), more: {
                    borderWidth: 1, pointRadius: set.calibration.map(row => 2 + 7 * Math.sqrt(row[2] / Math.max(...set.calibration.map(bin => bin[2])))), clip: 10
                }
            })), [guide({x: 0, y: 0}, {x: 1, y: 1})]);
        }
        const told = run.sets[run.sets.length - 1];
        if (told.distribution.length > 0) {
            const steps = column => [...told.distribution.map(row => ({x: row[0], y: row[column]})),
                {x: told.distribution[told.distribution.length - 1][1], y: told.distribution[told.distribution.length - 1][column]}];
            lines(grid, words.title + ' by label' + (heldOut ? ', held out' : ''), axis(words.prediction, {min: told.distribution[0][0],
                max: told.distribution[told.distribution.length - 1][1]}), axis('share of the rows of a label', {min: 0}), [0, 1].map(k => ({
                name: label(classes[k]), shade: shades[1 - k], points: steps(2 + k),
                more: {stepped: 'before', pointRadius: 0, fill: 'origin', backgroundColor: color(shades[1 - k], '30')}
            })));
        }
        element(made, 'p', 'quiet', 'Dashed: what a model without features does'
            + (calibrated.length > 0 ? '; for calibration, probabilities that are right. Calibration is drawn for ten bins of equal width: the more rows, the larger the point; empty ones are left out.' : '.'));
    }

    function facts() {
        const list = element(section('The run'), 'dl', 'facts');
        for (const [name, value] of run.facts) {
            const pair = element(list, 'div');
            element(pair, 'dt', '', name);
            element(pair, 'dd', '', value);
        }
        element(page, 'p', 'quiet', 'Steepest ' + run.version);
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
    if (run.labels) labels();
    else predictions();
    facts();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
    addEventListener('beforeprint', () => print(true));
    addEventListener('afterprint', () => print(false));
})();
